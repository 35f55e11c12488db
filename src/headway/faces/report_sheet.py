"""What every report is written on: the style of its parts, and the page that holds them and loads nothing else."""

from __future__ import annotations

from headway.faces.palette import HUES, html_css
from headway.faces.svg import FONT, escape

_STYLE = f"""
.hw-report{{color:var(--hw-fg);background:var(--hw-bg);font:14px/1.5 {FONT};padding:6px 12px 12px;border-radius:8px}}
.hw-report h1{{font-size:22px;line-height:1.3;margin:.2em 0 .1em}}
.hw-report h2{{font-size:16px;margin:1.8em 0 .5em}}
.hw-report p{{margin:.3em 0;max-width:76ch}}
.hw-report .muted{{color:var(--hw-muted)}}
.hw-report .tiles{{display:flex;flex-wrap:wrap;gap:10px;margin:16px 0}}
.hw-report .tile{{background:var(--hw-band);border-radius:8px;padding:8px 16px 10px;min-width:108px}}
.hw-report .tile b{{display:block;font-size:22px;line-height:1.3;font-weight:600;white-space:nowrap}}
.hw-report .tile span{{color:var(--hw-muted);font-size:12.5px}}
.hw-report table{{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0;color:inherit}}
.hw-report th{{font-weight:600;color:var(--hw-muted);font-size:12.5px}}
.hw-report th,.hw-report td{{text-align:right;padding:4px 12px 4px 0;border-bottom:1px solid var(--hw-grid);
 background:none;white-space:nowrap}}
.hw-report th:first-child,.hw-report td.name{{text-align:left;max-width:340px;overflow:hidden;text-overflow:ellipsis}}
.hw-report td.bar{{width:160px;min-width:90px}}
.hw-report td.bar i{{display:block;height:10px;border-radius:2px;background:{HUES[0]};min-width:1px}}
.hw-report .bad{{color:var(--hw-bad);font-weight:600}}
.hw-report .scroll{{overflow-x:auto}}
.hw-report ul{{padding-left:1.2em;margin:.3em 0}}
.hw-report li{{overflow-wrap:anywhere}}
.hw-report svg{{max-width:none}}
.hw-report summary{{cursor:pointer;color:var(--hw-muted);margin:.6em 0}}
"""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{css}
body{{margin:0;background:var(--hw-bg)}}
.hw-report{{max-width:1240px;margin:0 auto;padding:24px 20px 60px}}
@media print{{.hw-report{{max-width:none;padding:0}}}}
</style></head><body class="hw-page"><main class="hw-report">{body}</main></body></html>
"""


def whole_page(title: str, body: str) -> str:
    """A page of its own: ``title`` is text, ``body`` is markup."""
    return _PAGE.format(title=escape(title), css=report_css(), body=body)


def report_css() -> str:
    """The style of everything that stands in an element of the class ``hw-report``, in a page or a notebook."""
    return html_css(".hw-report") + html_css(".hw-page") + _STYLE


def section(title: str, body: str) -> str:
    """A part of a report under its title; nothing where there is no body.

    >>> section("Notes", "<p>none</p>"), section("Notes", "")
    ('<section><h2>Notes</h2><p>none</p></section>', '')
    """
    return f"<section><h2>{escape(title)}</h2>{body}</section>" if body else ""
