import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SAMPLE_REPORT } from './fixtures/sample-report.ts';
import { layerInstruction, layerName, shortInstruction } from './layers.ts';

describe('shortInstruction', () => {
  for (const [createdBy, short] of [
    ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
    ['/bin/sh -c #(nop) ADD file:12 in / ', 'ADD file:12 in /'],
    ['/bin/sh -c apk add curl', 'RUN apk add curl'],
    ['RUN /bin/sh -c apk add curl # buildkit', 'RUN apk add curl'],
    ['COPY . /srv # buildkit', 'COPY . /srv'],
    ['RUN |1 TOKEN=secret /bin/sh -c npm ci # buildkit', 'RUN npm ci'],
    ['|2 A=b TOKEN=two words /bin/sh -c make', 'RUN make'],
    ['RUN |1 TOKEN=secret /bin/bash -o pipefail -c curl x | sh # buildkit', 'RUN curl x | sh'],
    ['RUN |1 TOKEN=secret make # buildkit', 'RUN (a shell that is not known, with build arguments)'],
    ['RUN   a \t\n b', 'RUN a b'],
    ['', ''],
  ] as const) {
    it(JSON.stringify(createdBy), () => assert.equal(shortInstruction(createdBy), short));
  }

  it('ends soon on long and odd records', () => {
    assert.ok(shortInstruction(`RUN |1 ${' -o sh'.repeat(100_000)}`).length < 3000);
    assert.ok(shortInstruction('x'.repeat(1_000_000)).length <= 2000);
  });
});

describe('layer words', () => {
  it('names owner and basis', () => {
    assert.equal(layerName(SAMPLE_REPORT, 0), 'layer 0 (base by position)');
    assert.equal(layerName(SAMPLE_REPORT, 3), 'layer 3 (own)');
    assert.equal(layerName(SAMPLE_REPORT, 99), 'layer 99');
    const layers = [
      { index: 0, owner: { part: 'base', basis: 'told' }, entries: 0, plainBytes: 0, rereads: 0 },
    ] as const;
    assert.equal(layerName({ ...SAMPLE_REPORT, layers }, 0), 'layer 0 (base)');
  });

  it('finds the instruction, or nothing', () => {
    assert.equal(layerInstruction(SAMPLE_REPORT, 3), 'RUN npm ci --omit=dev');
    assert.equal(layerInstruction(SAMPLE_REPORT, 99), '');
  });
});
