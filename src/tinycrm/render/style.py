"""How pages look: one style sheet inside the page, light and dark, narrow and wide, on a screen and on paper."""

from __future__ import annotations

# Seen apart by colour-blind eyes and in grey: the darkness of neighbours differs as well as their hue.
_LIGHT = ("#2f6db5", "#e08a1e", "#1d8f7a", "#8e4b9e", "#6fb1e0", "#b5482f", "#8a9199", "#c9a800")
_DARK = ("#6aa5e8", "#f0a848", "#4cc2aa", "#c48ad4", "#3c78ad", "#e58467", "#8d949c", "#d8c04a")
_PADDINGS = range(8, 161, 8)
_BREADTHS = range(200, 4001, 100)

_PAGE = """
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink);
  background: var(--paper); margin: 0 auto; max-width: 70rem; padding: 1.5rem 1rem 3rem; overflow-wrap: break-word }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; letter-spacing: -.01em }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem } h3, h4, h5, h6 { font-size: 1rem; margin: 1.5rem 0 .5rem }
p { margin: .25rem 0 } .dim, .lead { color: var(--dim) } .lead { margin-bottom: 1.25rem }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.s { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .93rem }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { color: var(--dim); font-weight: 600 } tbody th { color: inherit; font-weight: inherit }
tbody .gr th { font-weight: 600; padding-top: 1.1rem; color: var(--ink) }
:root:not([dir=rtl]) :is(h1, h2, h3, h4, h5, h6, p, th:not(.n), td:not(.n), figcaption, li, .ls b) { text-align: left }
:root[dir=rtl] :is(h1, h2, h3, h4, h5, h6, p, th:not(.n), td:not(.n), figcaption, li, .ls b) { text-align: right }
:root :is(th, td).n { text-align: right; font-variant-numeric: tabular-nums } .w { white-space: nowrap }
.l { min-width: 7rem } .late, .bad { color: var(--bad) } .good { color: var(--good) }
tfoot td, tfoot th { font-weight: 600; border-bottom: 0; color: inherit }
details { margin: .5rem 0 } summary { cursor: pointer; color: var(--dim); padding: .25rem 0 }
"""
_FIGURES = """
.fig { margin: 1.25rem 0; break-inside: avoid } figcaption { font-weight: 600; margin-bottom: .5rem }
figcaption .dim { font-weight: 400 }
.c { display: block; box-sizing: border-box; width: 100%; overflow: visible; direction: ltr } .in { overflow: visible }
.bars, .funnel { max-width: 52rem }
.t { font-size: 12px; fill: var(--dim) } .v { font-size: 12px; fill: var(--ink) }
.g { stroke: var(--line); stroke-width: 1 } .z { stroke: var(--dim); stroke-width: 1 }
.un { fill-opacity: .55 } .no { fill: none; pointer-events: all }
.ln { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round } .ar { fill-opacity: .12 }
.dot { stroke: var(--paper); stroke-width: 1.5 } .way { fill: var(--track) }
.l2 { stroke-dasharray: 7 4 } .l3 { stroke-dasharray: 2 4 } .l4 { stroke-dasharray: 9 3 2 3 }
.l6 { stroke-dasharray: 4 3 }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 0 0 .5rem;
  font-size: .87rem; color: var(--dim) }
.legend i { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-inline-end: .4em }
.lay { display: grid; grid-template-columns: fit-content(42%) minmax(4rem, 1fr) fit-content(40%); column-gap: .75rem }
.nv { grid-template-columns: fit-content(42%) minmax(4rem, 1fr) }
.ls, .vs { display: flex; flex-direction: column; font-size: 13px; line-height: 14px; min-width: 0; height: 0;
  min-height: 100% }
.ls span, .vs span { display: flex; flex: 1 1 0; min-height: 0; align-items: center; overflow: visible }
.ls b, .vs b { font-weight: 400; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0;
  line-height: 16px }
.two .ls b { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; white-space: normal;
  line-height: 14px }
.vs span { justify-content: flex-end } .vs b { font-variant-numeric: tabular-nums }
.hd .ls { padding-top: 22px; min-height: 0; height: auto } .fn .ls span, .fn .vs span { height: 26px }
.fn .ls span, .fn .vs span { align-items: flex-start; padding-top: 6px; box-sizing: border-box }
.heat rect { stroke: var(--paper); stroke-width: 1.5 }
.x, .y { font-size: 11px } .x { fill: var(--over) } .y { fill: var(--ink) }
.xm { fill: var(--overm) }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 0 2.5rem }
.beside section { min-width: 0; break-inside: avoid } .beside .w.t, .beside .w.v { display: none }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14.5rem), 1fr)); gap: .75rem;
  list-style: none; padding: 0; margin: .5rem 0 1rem }
.tile { border: 1px solid var(--line); border-radius: 10px; padding: .8rem .9rem; background: var(--card);
  break-inside: avoid; min-width: 0; display: flex; flex-direction: column }
.name { color: var(--dim); font-size: .87rem; margin: 0 } .big { font-size: 1.6rem; font-weight: 600; line-height: 1.25;
  margin: .1rem 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; letter-spacing: -.01em }
.tile p { font-size: .87rem } .tile p.big { font-size: 1.6rem } .tile p.long { font-size: 1.2rem }
.tile p.longer { font-size: .95rem }
.nb { white-space: nowrap }
.tile p.also { font-size: .95rem; font-weight: 600; font-variant-numeric: tabular-nums }
.tile .about { font-size: .8rem; line-height: 1.35; margin-top: auto; padding-top: .35rem }
.by { display: flex; flex-wrap: wrap; gap: 0 .7rem; align-items: baseline } .tile .by .foot { margin: 0; padding: 0 }
.tile.small :is(p.big, p.long, p.longer) { font-size: 1.15rem }
.chg { font-weight: 600 } .chg .dim { font-weight: 400 } .none { font-size: .87rem }
.tile .foot { margin-top: auto; padding-top: .35rem; display: flex; flex-wrap: wrap; gap: 0 .9rem }
.p { display: block; margin: .5rem 0 .2rem } .track { fill: var(--track) } .f0 { fill: var(--s1) }
.f1 { fill: var(--good) } .f2 { fill: var(--bad) } .trend { margin: .35rem 0 } .trend .ln { stroke-width: 1.75 }
"""
_MEDIA = """
@media screen and (max-width: 760px) { .w.t, .w.v { display: none }
  body { padding: 1rem .85rem 2rem } h1 { font-size: 1.3rem }
  td:not(.n, .w) { min-width: 7rem } .ls, .vs { font-size: 12px }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.6rem), 1fr)) }
  .tile { padding: .65rem .7rem } .tile p.big { font-size: 1.3rem } .tile p.long { font-size: 1.05rem } }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt } tr { break-inside: avoid }
  thead { display: table-header-group } h1, h2, h3, h4, figcaption, summary { break-after: avoid }
  table { font-size: 8.5pt } th, td { padding: .25rem .3rem } .w { white-space: normal } .l { min-width: 5rem }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)) } .s { overflow: visible }
  .s > div { min-width: 0 } .heat .x, .heat .y { font-size: 8px } details { display: block }
  details::details-content { content-visibility: visible; display: block; height: auto } summary { list-style: none }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
@page { size: A4; margin: 14mm }
"""


def _variables(colours: tuple[str, ...], own: str) -> str:
    return f":root {{ {own} {' '.join([f'--s{place + 1}: {colour};' for place, colour in enumerate(colours)])} }}"


def _made() -> str:
    """The rules that differ by a number alone."""
    series = [
        f".s{n} {{ fill: var(--s{n}) }} .l{n} {{ stroke: var(--s{n}) }} .k{n} {{ background: var(--s{n}) }} "
        f".s{n}.e {{ stroke: var(--s{n}) }}"
        for n in range(1, 9)
    ]
    shades = [
        f".h{n} {{ fill: color-mix(in srgb, var(--s1) {n * 11}%, var(--track)) }} "
        f".m{n} {{ fill: color-mix(in srgb, var(--s2) {n * 11}%, var(--track)) }}"
        for n in range(10)
    ]
    paddings = [f".p{n} {{ padding-left: {n}px }}" for n in _PADDINGS]
    breadths = [f".b{n} {{ min-width: {n}px }}" for n in _BREADTHS]
    return "\n".join([*series, *shades, " ".join(paddings), " ".join(breadths)])


_DAY = (
    "color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --card: #fbfcfd; --line: #dfe3e8; --dim: #626b76; "
    "--track: #edf0f3; --good: #0b7a55; --bad: #b3391f; --over: #fff; --overm: #1b1f24;"
)
_NIGHT = (
    "--ink: #e7eaee; --paper: #14171b; --card: #1a1e23; --line: #333941; --dim: #a0a8b3; --track: #262b32; "
    "--good: #5fd0a5; --bad: #ff9478; --over: #0d1013; --overm: #0d1013;"
)
PLAIN = (
    f"\n{_variables(_LIGHT[:1], _DAY)}\n@media screen and (prefers-color-scheme: dark) "
    f"{{ {_variables(_DARK[:1], _NIGHT)} }}{_PAGE}{_MEDIA}"
)
DRAWN = (
    f"\n{_variables(_LIGHT, _DAY)}\n@media screen and (prefers-color-scheme: dark) "
    f"{{ {_variables(_DARK, _NIGHT)} }}{_PAGE}{_FIGURES}{_made()}{_MEDIA}"
)
