/** A chart as SVG, drawn without a browser. */
import { init } from 'echarts';
import type { Chart } from './answer';

const WIDTH = 760;
const HEIGHT = 360;

/** Told apart also in grey and by people who see colours otherwise. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#8c8c8c', '#000000'];

/** The image, on white, so that it can be read on dark pages too. */
export function imageOf({ title, kind, unit, places, series, isLogarithmic = false }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    color: COLOURS,
    title: { text: title, left: 'center', textStyle: { fontSize: 15 } },
    legend: series.length > 1 ? { bottom: 0, type: 'plain' } : { show: false },
    grid: { left: 70, right: 30, top: 50, bottom: series.length > 1 ? 80 : 40 },
    xAxis: { type: 'category', data: [...places], axisLabel: { interval: 0 } },
    yAxis: { type: isLogarithmic ? 'log' : 'value', name: unit },
    series: series.map(({ name, values }) => ({
      ...{ name, type: kind, data: values.map((value) => value ?? '-') },
      ...(kind === 'bar' && { label: { show: true, position: 'top', formatter: labelOf } }),
    })),
  });
  const image = chart.renderToSVGString();
  chart.dispose();
  return image;
}

function labelOf({ value }: { readonly value?: unknown }): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : '';
}
