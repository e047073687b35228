/** Budgets to begin with: the vitals' published thresholds, and what a quick server keeps. */
import { type NewBudget, vitalNames, vitals } from '@throughline/protocol';

const dayMinutes = 1_440;
const hourMinutes = 60;

export const presets: NewBudget[] = [
  ...vitalNames.map((metric) => ({
    name: vitals[metric].label,
    metric,
    percentile: 75 as const,
    good: vitals[metric].good,
    poor: vitals[metric].poor,
    scope: {},
    windowMinutes: dayMinutes,
  })),
  ofServer('API requests', 'endpointMs', 200, 500),
  ofServer('SQL statements', 'queryMs', 50, 200),
  ofServer('Cache', 'cacheMs', 10, 50),
];

function ofServer(name: string, metric: NewBudget['metric'], good: number, poor: number): NewBudget {
  return { name, metric, percentile: 95, good, poor, scope: {}, windowMinutes: hourMinutes };
}
