/** What `toHints` says of our detectors' keywords. Empty in the sources, where keywords change: the build fills it in. */
export const HINTS: string = '';
