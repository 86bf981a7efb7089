from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models.child import Child
from generation.models.share_link import ShareLink


class ShareGuess(models.Model):
    """What visitors of a link guessed about one of its children, added up. Nothing is stored of each of them. Gone with
    the link.
    """

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="guesses")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    num_visitors = models.PositiveIntegerField(default=0)
    # For each trait, how often each parent was guessed: {"eyes": [3, 1]}.
    num_by_trait = models.JSONField(default=dict)
    # The sum of what was guessed for the child's dominance.
    dominance_sum = models.FloatField(default=0.0)

    class Meta:
        verbose_name = _("guesses about a child")
        verbose_name_plural = _("guesses about children")
        constraints = [models.UniqueConstraint(fields=["link", "child"], name="guesses_added_up_once")]

    def __str__(self) -> str:
        return f"guesses on {self.link_id}"

    @property
    def dominance(self) -> float:
        """Returns the mean of what was guessed."""
        return self.dominance_sum / self.num_visitors if self.num_visitors else 0.0
