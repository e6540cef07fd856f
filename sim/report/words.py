"""The words of the report in one language, with numbers and names as people write them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.texts import number, text


@dataclass(frozen=True)
class Words:
    """Words under `report` in a language ("de" or "en")."""

    lang: str

    def __call__(self, key: str, **values: object) -> str:
        """The words under a key of the report."""
        return text(f"report.{key}", self.lang, **values)

    def of(self, key: str, **values: object) -> str:
        """The words under any key."""
        return text(key, self.lang, **values)

    def counted(self, key: str, count: int, **values: object) -> str:
        """The words for one or for many; `count` is filled in."""
        form = "one" if count == 1 else "many"
        return self(f"{key}_{form}", count=self.number(count), **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number."""
        return number(value, decimals, self.lang)

    def signed(self, value: float, decimals: int = 0) -> str:
        """A number with its sign; nothing before a zero."""
        written = self.number(value, decimals)
        is_positive = value > 0 and any(digit in "123456789" for digit in written)
        return f"+{written}" if is_positive else written

    def plain(self, value: float) -> str:
        """A number with as many decimals as it has, six at most."""
        decimals = f"{value:.6f}".rstrip("0").partition(".")[2]
        return self.number(value, len(decimals))

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share as a percentage."""
        return self("percent", value=self.number(100.0 * share, decimals))

    def names(self, names: Sequence[str], most: int = 16) -> str:
        """Names in a row, with "and" before the last; the surplus is counted."""
        shown = [*names] if len(names) <= most else [*names[: most - 1]]
        if len(shown) < len(names):
            shown.append(self.counted("more", len(names) - len(shown)))
        if len(shown) < 2:
            return "".join(shown)
        return f"{', '.join(shown[:-1])} {text('events.and', self.lang)} {shown[-1]}"

    def duration(self, quarters: int) -> str:
        """A length of time: quarters up to a year and a half, then years."""
        if quarters < 6:
            return self.counted("quarters", quarters)
        return self.counted("years", round(quarters / 4))
