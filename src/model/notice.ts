/** Distributions' notices (DSA, USN, ALSA …): they go out with the fixed packages, and may be about several flaws. */
const NOTICE =
  /^(?:AL[BES]A|ALAS\w*|DLA|DSA|DTSA|ELSA|LSN|MGASA|OESA|PHSA|R[HLX][BES]A|SUSE-[A-Z]U|USN|openSUSE-[A-Z]U)-/;

/** True for the id of a notice. */
export function isNotice(id: string): boolean {
  return NOTICE.test(id);
}
