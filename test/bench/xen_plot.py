#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws how figures grow with the number of VMs.

usage: test/bench/xen_bench.py BUILD | test/bench/xen_plot.py FILE.svg

Three panels: CPU of a round, system calls of a round, resident set; a point
for each size, and a straight line through the first and the last one.
"""

import re
import sys

WIDTH, HEIGHT, MARGIN = 250, 190, 48
PANELS = (
    ("CPU of a round (ms)", r"CPU of a round\s+([\d.]+) ms", 1),
    ("system calls of a round (1000)",
     r"system calls per VM and round\s+([\d.]+)", None),
    ("resident set (MB)",
     r"resident set, agent and hsflowd-xen\s+([\d.]+) kB", 1 / 1024),
)


def read(lines):
    """Of each panel: (VMs, value), by VMs."""
    points = [[] for _ in PANELS]
    for line in lines:
        head = re.match(r"(\d+) VMs: (.*)", line)
        if not head:
            continue
        vms = int(head.group(1))
        for panel, (_, pattern, factor) in zip(points, PANELS):
            found = re.match(pattern, head.group(2))
            if found:
                scale = vms / 1000 if factor is None else factor
                panel.append((vms, float(found.group(1)) * scale))
    return [sorted(p) for p in points]


def text(x, y, words, anchor="middle"):
    return (f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">'
            f'{words}</text>')


def draw_panel(left, title, points):
    top_x = points[-1][0]
    top_y = max(v for _, v in points) * 1.15

    def place(vms, value):
        return (left + MARGIN + vms / top_x * WIDTH,
                MARGIN + HEIGHT - value / top_y * HEIGHT)
    out = [f'<path class="axis" d="M{left + MARGIN} {MARGIN} '
           f'v{HEIGHT} h{WIDTH}"/>',
           text(left + MARGIN + WIDTH / 2, MARGIN - 18, title)]
    (x1, y1), (x2, y2) = place(*points[0]), place(*points[-1])
    out.append(f'<path class="line" d="M{x1:.0f} {y1:.0f} '
               f'L{x2:.0f} {y2:.0f}"/>')
    for vms, value in points:
        x, y = place(vms, value)
        out.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>')
        out.append(text(x, y - 9, f"{value:.1f}"))
        out.append(text(x, MARGIN + HEIGHT + 18, vms))
    return out


def draw(points):
    whole = (WIDTH + 2 * MARGIN) * len(points)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" '
           f'height="{HEIGHT + 2 * MARGIN}" font-family="sans-serif" '
           'font-size="12"><style>.axis{stroke:#444;fill:none}'
           '.line{stroke:#3b74b8;fill:none;stroke-dasharray:4}'
           'circle{fill:#3b74b8}</style>'
           '<rect width="100%" height="100%" fill="#fff"/>']
    for i, (panel, (title, _, _)) in enumerate(zip(points, PANELS)):
        out += draw_panel(i * (WIDTH + 2 * MARGIN), title, panel)
    out.append(text(whole / 2, HEIGHT + 2 * MARGIN - 6, "VMs"))
    return "\n".join(out + ["</svg>"]) + "\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    points = read(sys.stdin)
    if not all(points):
        sys.exit("xen_plot: no figures of VMs on standard input")
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        f.write(draw(points))


if __name__ == "__main__":
    main()
