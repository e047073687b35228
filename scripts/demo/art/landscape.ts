/** The large picture of a page: a river landscape as a PNG of more than a megabyte, drawn here, pixel by pixel. */
import { setImmediate as breathe } from 'node:timers/promises';
import { ridge, speckle } from './noise.ts';
import { type Color, mix, type Palette, palettes } from './palettes.ts';
import { encodePng } from './png.ts';

export const landscape = { width: 1_600, height: 900, scenes: palettes.length };

const horizon = 540;
/** Rows drawn before other requests get their turn: a few milliseconds. */
const rowsAtOnce = 12;

/** @param scene 0 to `landscape.scenes` − 1. */
export async function drawLandscape(scene: number): Promise<Buffer> {
  const palette: Palette = palettes[scene] ?? palettes[0];
  const { width, height } = landscape;
  const pixels = Buffer.alloc(width * height * 3);
  const skyline = drawSkyline(width, scene);

  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      paint(pixels, (y * width + x) * 3, colorAt(x, y, palette, skyline, scene));
    if (y % rowsAtOnce === 0) await breathe();
  }
  return encodePng({ width, height, pixels });
}

type Skyline = readonly [far: Float32Array, middle: Float32Array, near: Float32Array];

/** The height of three ranges of hills above the horizon, column by column. */
function drawSkyline(width: number, scene: number): Skyline {
  const range = (scale: number, height: number, seed: number) =>
    Float32Array.from({ length: width }, (_, x) => {
      const rough = ridge(x / scale, seed) * 0.72 + ridge(x / (scale / 4), seed + 1) * 0.2;
      return (rough + ridge(x / (scale / 14), seed + 2) * 0.08) * height;
    });
  return [range(420, 230, scene * 31 + 3), range(300, 150, scene * 31 + 11), range(240, 84, scene * 31 + 19)];
}

function colorAt(x: number, y: number, palette: Palette, skyline: Skyline, scene: number): Color {
  if (y < horizon) return airAt(x, y, palette, skyline, scene);

  // Water is the air above it, upside down, broken by ripples and darker towards the viewer.
  const depth = (y - horizon) / (landscape.height - horizon);
  const ripple =
    (ridge(y / (3 + depth * 9), 5) - 0.5) * (14 + depth * 120) + (ridge(x / 40 + y / 6, 9) - 0.5) * 18;
  const mirrored = airAt(
    clamp(x + ripple, landscape.width),
    horizon - 1 - depth * horizon * 0.82,
    palette,
    skyline,
    scene,
  );
  return mix(mirrored, mix(palette.water[0], palette.water[1], depth), 0.34 + depth * 0.4);
}

function airAt(x: number, y: number, palette: Palette, skyline: Skyline, scene: number): Color {
  const above = horizon - y;
  const column = Math.floor(x);
  for (const layer of [2, 1, 0] as const) {
    const height = skyline[layer][column] ?? 0;
    // Mist: hills pale towards the water.
    if (above < height) return mix(palette.sky[1], palette.hills[layer], 0.42 + (above / height) * 0.58);
  }
  const sky = mix(palette.sky[0], palette.sky[1], (y / horizon) ** 1.3);
  const cloud = Math.max(0, ridge(x / 260 + y / 90, 40 + scene) * ridge(y / 34 + x / 900, 50 + scene) - 0.34);
  return glow(mix(sky, palette.sun, cloud * 0.7), x, y, palette, scene);
}

function glow(sky: Color, x: number, y: number, palette: Palette, scene: number): Color {
  const distance = Math.hypot(x - (430 + scene * 260), y - (210 + (scene % 2) * 70));
  if (distance < 54) return mix(sky, palette.sun, Math.min(1, (54 - distance) / 2));
  return mix(sky, palette.sun, Math.max(0, 0.5 - distance / 700));
}

/** Grain, as film has it: it also keeps the large areas from showing bands. */
function paint(pixels: Buffer, at: number, color: Color): void {
  const grain = (speckle(at, at >> 9) - 0.5) * 7;
  for (let part = 0; part < 3; part++) {
    pixels[at + part] = Math.max(0, Math.min(255, (color[part] ?? 0) + grain));
  }
}

function clamp(x: number, width: number): number {
  return Math.max(0, Math.min(width - 1, x));
}
