// Draws the extension's icon, a tag of httpd's language with a check mark in it:
// packages/vscode/images/icon.png (256 x 256) and icon-128.png.
//
//   node scripts/draw-icon.mjs
import { mkdirSync, writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import { repository } from "./load.mjs";

/** In units of the big picture. */
const SIZE = 256;
const MARGIN = 8;
const CORNER = 54;
const STROKE = 11;
const TOP = [46, 66, 104];
const BOTTOM = [20, 28, 46];
const strokes = [
  { color: [138, 180, 248], points: [88, 76, 42, 128, 88, 180] },
  { color: [138, 180, 248], points: [168, 76, 214, 128, 168, 180] },
  { color: [94, 214, 148], points: [101, 131, 121, 153, 156, 104] },
];

const clamp = (value) => Math.min(1, Math.max(0, value));

/** Distance from a point to the line between two others. */
function distanceToLine(x, y, [ax, ay, bx, by]) {
  const along = clamp(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2));
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}

function distanceToSquare(x, y) {
  const half = SIZE / 2;
  const inner = half - MARGIN - CORNER;
  const dx = Math.max(Math.abs(x - half) - inner, 0);
  const dy = Math.max(Math.abs(y - half) - inner, 0);
  return Math.hypot(dx, dy) - CORNER;
}

/** Red, green, blue and opacity of a point; `unit` is the width of a pixel, over which edges are softened. */
function colorAt(x, y, unit) {
  const cover = (distance) => clamp(0.5 - distance / unit);
  let color = TOP.map((top, at) => top + (BOTTOM[at] - top) * (y / SIZE));
  for (const stroke of strokes) {
    const lines = [stroke.points.slice(0, 4), stroke.points.slice(2, 6)];
    const share = cover(Math.min(...lines.map((line) => distanceToLine(x, y, line))) - STROKE);
    color = color.map((value, at) => value + (stroke.color[at] - value) * share);
  }
  return [...color.map(Math.round), Math.round(255 * cover(distanceToSquare(x, y)))];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const sized = Buffer.alloc(body.length + 8);
  sized.writeUInt32BE(data.length, 0);
  body.copy(sized, 4);
  sized.writeUInt32BE(crc32(body), body.length + 4);
  return sized;
}

function png(size) {
  const unit = SIZE / size;
  const rows = Array.from({ length: size }, (_, row) => [
    0,
    ...Array.from({ length: size }, (_, column) => colorAt((column + 0.5) * unit, (row + 0.5) * unit, unit)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits each of red, green, blue and opacity.
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const images = `${repository}/packages/vscode/images`;
mkdirSync(images, { recursive: true });
for (const [name, size] of [
  ["icon.png", 256],
  ["icon-128.png", 128],
]) {
  const picture = png(size);
  writeFileSync(`${images}/${name}`, picture);
  console.log(`packages/vscode/images/${name}: ${picture.length} bytes`);
}
