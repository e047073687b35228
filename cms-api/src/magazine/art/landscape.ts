/** A river landscape, drawn pixel by pixel: the large pictures of the demo, and what stands for its photographs. */
import { setImmediate as breathe } from 'node:timers/promises';
import { Canvas } from './canvas.ts';
import { ridge } from './noise.ts';
import { mix, type Palette, palettes } from './palettes.ts';

export const landscape = { width: 1_600, height: 900, timesOfDay: palettes.length };

export type Picture = {
  width: number;
  height: number;
  /** Red, green, blue; row by row from the top left. */
  pixels: Buffer;
};

const horizon = 540;
/** Rows drawn before requests get their turn: a few milliseconds. */
const rowsAtOnce = 24;

/** @param scene From 0; each has its own hills, and the next time of day. */
export async function drawLandscape(scene: number): Promise<Picture> {
  const { width, height } = landscape;
  const palette: Palette = palettes[scene % palettes.length] ?? palettes[0];
  const canvas = new Canvas(width, height);
  const skyline = drawSkyline(width, scene);

  for (let y = 0; y < height; y++) {
    if (y < horizon) drawAir(canvas, y, palette, skyline, scene);
    else drawWater(canvas, y, palette);
    if (y % rowsAtOnce === 0) await breathe();
  }
  return { width, height, pixels: canvas.toPixels() };
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

function drawAir(canvas: Canvas, y: number, palette: Palette, skyline: Skyline, scene: number): void {
  const sky = mix(palette.sky[0], palette.sky[1], (y / horizon) ** 1.3);
  const above = horizon - y;

  for (let x = 0; x < canvas.width; x++) {
    const layer = hillAt(x, above, skyline);
    if (layer === undefined) {
      canvas.fill(x, y, sky);
      canvas.blend(x, y, palette.sun, 0.7 * cloudAt(x, y, scene));
      canvas.blend(x, y, palette.sun, glowAt(x, y, scene));
      continue;
    }
    // Mist: hills pale towards the water.
    canvas.fill(x, y, palette.sky[1]);
    canvas.blend(x, y, palette.hills[layer], 0.42 + 0.58 * (above / (skyline[layer][x] ?? 1)));
  }
}

/** The nearest range that reaches up to here. */
function hillAt(x: number, above: number, skyline: Skyline): 0 | 1 | 2 | undefined {
  for (const layer of [2, 1, 0] as const) {
    if (above < (skyline[layer][x] ?? 0)) return layer;
  }
  return undefined;
}

function cloudAt(x: number, y: number, scene: number): number {
  const streak = ridge(y / 34 + x / 900, 50 + scene);
  // No streak, no cloud: most of the sky is decided here.
  return streak < 0.34 ? 0 : ridge(x / 260 + y / 90, 40 + scene) * streak - 0.34;
}

/** The sun itself, and the light around it. */
function glowAt(x: number, y: number, scene: number): number {
  const distance = Math.hypot(x - (430 + ((scene * 260) % 1_070)), y - (210 + (scene % 2) * 70));
  return distance < 54 ? Math.min(1, 0.43 + (54 - distance) / 2) : 0.5 - distance / 700;
}

/** Water is the air above it, upside down, broken by ripples and darker towards the viewer. */
function drawWater(canvas: Canvas, y: number, palette: Palette): void {
  const depth = (y - horizon) / (landscape.height - horizon);
  const water = mix(palette.water[0], palette.water[1], depth);
  const swell = (ridge(y / (3 + depth * 9), 5) - 0.5) * (14 + depth * 120);
  const mirroredY = horizon - 1 - depth * horizon * 0.82;

  for (let x = 0; x < canvas.width; x++) {
    const ripple = (ridge(x / 40 + y / 6, 9) - 0.5) * 18;
    canvas.copy(x, y, x + swell + ripple, mirroredY);
    canvas.blend(x, y, water, 0.34 + depth * 0.4);
  }
}
