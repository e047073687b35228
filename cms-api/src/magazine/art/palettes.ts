/** Four times of day on a river: the colours of every picture of the demo. */

export type Color = readonly [red: number, green: number, blue: number];

export type Palette = {
  /** Sky from top to horizon. */
  sky: readonly [Color, Color];
  sun: Color;
  /** Hills from the farthest to the nearest. */
  hills: readonly [Color, Color, Color];
  water: readonly [Color, Color];
};

export const palettes = [
  {
    sky: [
      [52, 96, 120],
      [246, 214, 176],
    ],
    sun: [255, 240, 214],
    hills: [
      [142, 160, 160],
      [86, 118, 122],
      [40, 72, 78],
    ],
    water: [
      [214, 190, 160],
      [38, 78, 90],
    ],
  },
  {
    sky: [
      [96, 148, 172],
      [226, 236, 226],
    ],
    sun: [255, 252, 236],
    hills: [
      [150, 180, 172],
      [98, 142, 126],
      [48, 92, 80],
    ],
    water: [
      [190, 212, 206],
      [44, 98, 104],
    ],
  },
  {
    sky: [
      [58, 44, 78],
      [238, 140, 98],
    ],
    sun: [255, 220, 160],
    hills: [
      [150, 96, 104],
      [96, 60, 84],
      [48, 34, 58],
    ],
    water: [
      [214, 132, 104],
      [44, 36, 68],
    ],
  },
  {
    sky: [
      [14, 26, 44],
      [92, 120, 136],
    ],
    sun: [236, 238, 222],
    hills: [
      [64, 92, 106],
      [38, 62, 78],
      [18, 34, 46],
    ],
    water: [
      [92, 116, 130],
      [12, 28, 42],
    ],
  },
] as const satisfies readonly Palette[];

export function mix(from: Color, to: Color, ratio: number): Color {
  const at = Math.min(1, Math.max(0, ratio));
  return [
    from[0] + (to[0] - from[0]) * at,
    from[1] + (to[1] - from[1]) * at,
    from[2] + (to[2] - from[2]) * at,
  ];
}

export function toHex(color: Color): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
