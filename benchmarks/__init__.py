"""What the science reaches and what it costs, measured: `make bench`. Results with machine and date in results/."""
