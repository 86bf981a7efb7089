"""Tables that only grow: triggers chain their lines, and a check finds what was done to them past the triggers."""
