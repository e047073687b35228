/** The one percentile that every estimate on screen follows. */
import { useApp } from '../app-context.ts';
import { type Percentile, parsePercentile, percentileParam, percentiles } from '../state/filters.ts';
import { Segmented } from './segmented.tsx';

const options = percentiles.map((percentile) => ({
  value: String(percentile),
  label: `p${percentile}`,
  title: `${percentile} % of views are at or below the value`,
}));

export function PercentileSwitch() {
  const { router } = useApp();
  return (
    <Segmented
      legend="Percentile"
      options={options}
      value={String(parsePercentile(router.address.value.params))}
      onChoose={(value) =>
        // One of the options above, so one of the percentiles.
        router.setParams({ percentile: percentileParam(Number(value) as Percentile) })
      }
    />
  );
}
