/** A plan as lines of text, in the manner of PostgreSQL's own. */
import type { PlanNode } from './explain.ts';

/** Two spaces deeper for each step; costs and rows are PostgreSQL's estimates. */
export function toPlanText(node: PlanNode, depth = 0): string {
  const indent = '  '.repeat(depth);
  const table = node['Relation Name'];
  const place = table === undefined ? '' : ` on ${node.Schema ? `${node.Schema}.` : ''}${table}`;
  const index = node['Index Name'] === undefined ? '' : ` using ${node['Index Name']}`;
  const lines = [
    `${indent}${node['Node Type']}${index}${place} (cost ${node['Total Cost']}, rows ${node['Plan Rows']})`,
  ];
  for (const name of conditions) {
    if (node[name] !== undefined) lines.push(`${indent}    ${name}: ${node[name]}`);
  }
  return [...lines, ...(node.Plans ?? []).map((below) => toPlanText(below, depth + 1))].join('\n');
}

const conditions = ['Index Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'Filter'] as const;
