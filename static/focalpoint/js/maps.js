// Borders of a map become lines of their own: whole where they are settled, dashed where a rule says otherwise.
(() => {
  "use strict";

  function nameOf(place) {
    return place.id ?? place.properties.name;
  }

  function polygonsOf(place) {
    return place.type === "Polygon" ? [place.arcs] : (place.arcs ?? []);
  }

  // Outlines share their lines: ~3 is line 3, backwards.
  function linesOf(polygon) {
    return polygon.flat().map((line) => (line < 0 ? ~line : line));
  }

  // The points of a line as they are kept, each as its distance from the one before, and in whole steps.
  function steps(map, line) {
    let [x, y] = [0, 0];
    return map.arcs[line].map(([right, up]) => [(x += right), (y += up)]);
  }

  function distances(points) {
    return points.map(([x, y], number) => (number ? [x - points[number - 1][0], y - points[number - 1][1]] : [x, y]));
  }

  function isWithin(map, box, [x, y]) {
    const { scale, translate } = map.transform;
    const [longitude, latitude] = [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    const [west, south, east, north] = box;
    return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
  }

  // A part that is drawn with another outline, and the lines between them.
  function join(map, places, { first, second, box }) {
    const [from, to] = [first, second].map((name) => places.find((place) => nameOf(place) === name));
    if (!from || !to) return [];
    const inside = (polygon) => linesOf(polygon).every((line) => steps(map, line).every((point) => isWithin(map, box, point)));
    const moved = polygonsOf(from).filter(inside);
    const left = polygonsOf(from).filter((polygon) => !moved.includes(polygon));
    const old = new Set(polygonsOf(to).flatMap(linesOf));
    Object.assign(from, { type: "MultiPolygon", arcs: left });
    Object.assign(to, { type: "MultiPolygon", arcs: [...polygonsOf(to), ...moved] });
    return moved.flatMap(linesOf).filter((line) => old.has(line));
  }

  // A line in pieces: within the box and out of it.
  function pieces(map, line, box) {
    if (!box.length) return [{ isInside: true, line }];
    const points = steps(map, line);
    const found = [];
    for (let number = 1; number < points.length; number += 1) {
      const [start, end] = [points[number - 1], points[number]];
      const isInside = isWithin(map, box, [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]);
      const last = found.at(-1);
      if (last?.isInside === isInside) last.points.push(end);
      else found.push({ isInside, points: [start, end] });
    }
    return found.map((piece) => ({ isInside: piece.isInside, line: map.arcs.push(distances(piece.points)) - 1 }));
  }

  function bordered(text, rules) {
    const map = JSON.parse(text);
    const places = map.objects.countries.geometries;
    const seams = new Set(rules.filter((rule) => rule.kind === "part").flatMap((rule) => join(map, places, rule)));
    const borders = rules.filter((rule) => rule.kind === "border");
    const sides = new Map();
    for (const place of places) {
      for (const line of polygonsOf(place).flatMap(linesOf)) {
        sides.set(line, (sides.get(line) ?? new Set()).add(nameOf(place)));
      }
    }
    const drawn = { settled: new Map(), disputed: new Map() };
    const draw = (kind, names, line) => {
      const key = names.join("|");
      if (!drawn[kind].has(key)) drawn[kind].set(key, { type: "MultiLineString", properties: { first: names[0], second: names[1] ?? null }, arcs: [] });
      drawn[kind].get(key).arcs.push([line]);
    };
    for (const [line, owners] of sides) {
      const names = [...owners];
      const rule = seams.has(line) ? { box: [] } : borders.find(({ first, second }) => owners.has(first) && owners.has(second));
      const parts = rule ? pieces(map, line, rule.box) : [{ isInside: false, line }];
      for (const part of parts) draw(part.isInside ? "disputed" : "settled", names, part.line);
    }
    for (const [kind, lines] of Object.entries(drawn)) {
      map.objects[kind] = { type: "GeometryCollection", geometries: [...lines.values()] };
    }
    return JSON.stringify(map);
  }

  window.FocalPoint.bordered = bordered;
})();
