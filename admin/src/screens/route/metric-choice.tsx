/** Which number of a view the distribution, the trend and the segments speak of. */
import type { MetricName } from '@throughline/protocol';
import { useApp } from '../../app-context.ts';
import { metricTitles, parseMetric, viewMetrics } from '../../format/metric.ts';
import { Choice } from '../../ui/choice.tsx';

const options = viewMetrics.map((value) => ({ value, label: metricTitles[value] }));

export function useMetric(): MetricName {
  return parseMetric(useApp().router.address.value.params.get('metric'));
}

export function MetricChoice() {
  return <Choice label="Of" param="metric" value={useMetric()} options={options} usual="lcp" />;
}
