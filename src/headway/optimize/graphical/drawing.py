"""A scene drawn on a sheet, from the ground up: region, lines, marks, words."""

from __future__ import annotations

from headway.optimize.graphical.keys import keys_of, title_of
from headway.optimize.graphical.labels import LIGHT, SOLID
from headway.optimize.graphical.lines import draw_axes, draw_better, draw_levels, draw_limits
from headway.optimize.graphical.marks import mark_points
from headway.optimize.graphical.naming import Room, keep_free, name_better, name_levels, name_lines, name_points
from headway.optimize.graphical.scene import Scene
from headway.optimize.graphical.shading import shade, show_whole
from headway.optimize.graphical.sheet import Sheet
from headway.optimize.graphical.wording import shown


def drawn(scene: Scene) -> Sheet:
    """The picture of a scene."""
    x, y = scene.plane.axes
    sheet = Sheet(scene.window, (shown(x), shown(y)), title_of(scene), keys_of(scene))
    shade(scene, sheet)
    solid = [*show_whole(scene, sheet), *draw_axes(scene, sheet)]
    limits, stroked = draw_limits(scene, sheet)
    levels = draw_levels(scene, sheet)
    arrow = draw_better(scene, sheet, levels)
    mark_points(scene, sheet)
    solid += [segment for every in limits.values() for segment in every]
    room = Room(sheet)
    room.shun(solid, SOLID)
    room.shun_dots(scene.wholes.points)
    room.shun([*stroked, *(segment for _, segment in levels)], LIGHT)
    keep_free(sheet, room, arrow)
    name_points(scene, sheet, room)
    name_better(sheet, room, arrow)
    name_lines(scene, sheet, room, limits)
    name_levels(scene, sheet, room, levels)
    return sheet
