/** The small picture of an article: a river landscape as SVG, another one for each slug. */
import { hash, ridge } from '@throughline/cms-api/art/noise';
import { type Palette, palettes, toHex } from '@throughline/cms-api/art/palettes';

const size = { width: 640, height: 400 };
const horizon = 250;

export function drawCover(slug: string): string {
  const seed = hash(slug);
  const palette: Palette = palettes[seed % palettes.length] ?? palettes[0];
  const sunX = 90 + ((seed >>> 4) % 460);
  const sunY = 70 + ((seed >>> 9) % 110);
  const [far, middle, near] = palette.hills.map(toHex);
  const [bright, deep] = palette.water.map(toHex);

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}">
<defs>
<linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${toHex(palette.sky[0])}"/><stop offset="1" stop-color="${toHex(palette.sky[1])}"/></linearGradient>
<linearGradient id="w" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${bright}"/><stop offset="1" stop-color="${deep}"/></linearGradient>
</defs>
<rect width="${size.width}" height="${horizon}" fill="url(#s)"/>
<circle cx="${sunX}" cy="${sunY}" r="${26 + ((seed >>> 17) % 20)}" fill="${toHex(palette.sun)}" opacity=".92"/>
${hills(seed, 1, 96, `${far}`)}${hills(seed, 2, 62, `${middle}`)}
<rect y="${horizon}" width="${size.width}" height="${size.height - horizon}" fill="url(#w)"/>
${glints(seed, sunX, toHex(palette.sun))}${bank(seed, `${near}`)}
</svg>`;
}

function hills(seed: number, layer: number, height: number, color: string): string {
  const points: string[] = [];
  for (let x = 0; x <= size.width; x += 16) {
    const y = horizon - 8 - ridge(x / (150 / layer) + 7, (seed >>> layer) & 0xffff) * height;
    points.push(`${x},${y.toFixed(1)}`);
  }
  return `<polygon points="0,${horizon} ${points.join(' ')} ${size.width},${horizon}" fill="${color}"/>`;
}

/** The sun on the water: short strokes that widen towards the viewer. */
function glints(seed: number, sunX: number, color: string): string {
  const strokes: string[] = [];
  for (let row = 0; row < 9; row++) {
    const width = 14 + row * 9 * ridge(row * 1.7, seed & 0xffff) + row * 3;
    const x = sunX - width / 2 + (ridge(row * 2.3, seed >>> 8) - 0.5) * row * 9;
    strokes.push(
      `<rect x="${x.toFixed(1)}" y="${horizon + 10 + row * 13}" width="${width.toFixed(1)}" height="2.4" rx="1.2"/>`,
    );
  }
  return `<g fill="${color}" opacity=".55">${strokes.join('')}</g>`;
}

/** The near bank with its posts, on the left or on the right. */
function bank(seed: number, color: string): string {
  const isLeft = seed % 2 === 0;
  const points: string[] = [];
  for (let x = 0; x <= 320; x += 16) {
    const slope = 1 - x / 320;
    points.push(
      `${isLeft ? x : size.width - x},${(size.height - slope * 96 * (0.7 + 0.5 * ridge(x / 60, seed >>> 3))).toFixed(1)}`,
    );
  }
  const edge = isLeft ? 0 : size.width;
  const posts = Array.from({ length: 3 + ((seed >>> 13) % 4) }, (_, index) => {
    const along = 60 + index * 44;
    const height = 34 + ridge(index * 3.1, seed >>> 5) * 34;
    return `<rect x="${isLeft ? along : size.width - along}" y="${(340 - height + index * 7).toFixed(1)}" width="6" height="${height.toFixed(1)}" rx="2"/>`;
  });
  return `<g fill="${color}">${posts.join('')}<polygon points="${edge},${size.height} ${points.join(' ')}"/></g>`;
}
