/** First-seen dates, as they are kept between runs. */
import { InputError } from '../../../src/base/errors.ts';
import { formatState, parseState } from '../../../src/gate/state/state-text.ts';
import { mustHold, type Target, texts } from '../target.ts';

const HEADER = '# plimsoll-state 1: key first-seen fix-seen severity severity-since';
const KEYS: readonly string[] = ['0', '7', 'f'].map((digit) => `v1:${digit.repeat(64)}`);

const state: Target = {
  id: 'gate-state',
  sources: ['gate/state/state-text.ts'],
  seeds: texts(
    `${HEADER}\n${KEYS[0]} 2026-11-01 2026-11-10 high 2026-11-01\n${KEYS[1]} 2026-11-01 - unknown -\n`,
    `${HEADER}\r\n\r\n${KEYS[2]} - - low 2024-02-29\r\n${KEYS[2]} 2026-01-01 - low 2024-02-29\n${HEADER}\n`,
    `${HEADER}\n<<<<<<< a\n=======\n||||||| b\n>>>>>>> c\n`,
    '# plimsoll-state 2: x\n',
    '# plimsoll-state 1: another order',
    '',
  ),
  tokens: [HEADER, ...KEYS, ' 2026-11-01', ' -', ' high', '\n', '\r\n', '# plimsoll-state ', '<<<<<<< '],
  errors: [InputError],
  run(bytes) {
    const entries = parseState(bytes, 'x');
    if (entries === null) return null;
    const text = formatState(entries);
    const again = parseState(Buffer.from(text), 'x');
    mustHold(again !== null && formatState(again) === text, 'written and read again it is another state');
    const twice = parseState(Buffer.concat([bytes, Buffer.from('\n'), bytes]), 'x');
    mustHold(twice !== null && formatState(twice) === text, 'united with itself it is another state');
    return entries;
  },
};

export const stateTargets: readonly Target[] = [state];
