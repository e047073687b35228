/** A file of its own, which production never loads: development mode and the resource analysis. */
export { analyseResources, type ResourceAnalysis, type ResourceLine } from './development/analyse.ts';
export { watch } from './development/watch.ts';
