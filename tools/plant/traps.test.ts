/** Cases 66 and 68 of the demands, and what documentation publishes: nothing of it counts against an image. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { here, onOwnMachine, run } from '../../test/cli/plimsoll.ts';
import { buildImage, writeDockerArchive } from '../../test/image-builder.ts';
import { file } from '../../test/tar-builder.ts';
import type { ReportedSecret } from '../bench/secrets-recall.ts';
import { chanceOf } from './chance.ts';
import { secretKinds } from './kinds/list.ts';
import { type Trap, trapConfig, trapEntries, traps } from './traps.ts';

describe('traps for a scanner of secrets', () => {
  onOwnMachine();

  it('are 20 and more, each told where it comes from', () => {
    assert.ok(traps.length >= 20);
    for (const { id, source } of traps) assert.notEqual(source, '', id);
  });

  it('catch nothing', async () => {
    const { env, history } = trapConfig();
    const image = buildImage({
      layers: [
        { entries: [...trapEntries(), file(CONTROL, `TOKEN=${tokenOf('github-pat-classic')}\n`)] },
        ...history.map((createdBy, index) => ({ entries: [file(`step-${index}`, '')], createdBy })),
      ],
      config: { Env: env },
      tags: ['example.test/traps:1'],
    });
    writeDockerArchive(`${here}/traps.tar`, [image]);
    const ran = await run('scan $HERE/traps.tar --scanners secret --format json --quiet');
    const findings = secretsOf(ran.stdout);
    assert.deepEqual(
      traps.flatMap((trap) => complaints(trap, findings)),
      [],
    );
  });
});

/** A file with a secret, which shows that there was a scan. */
const CONTROL = 'srv/real.env';

function tokenOf(id: string): string {
  return secretKinds.find((kind) => kind.id === id)!.make(chanceOf(1)) as string;
}

function secretsOf(report: string): ReportedSecret[] {
  const { reports } = JSON.parse(report) as { reports: readonly { findings: readonly ReportedSecret[] }[] };
  return reports[0]!.findings.filter(({ kind }) => kind === 'secret');
}

function complaints({ id, path, expect }: Trap, findings: readonly ReportedSecret[]): string[] {
  return findings
    .filter(({ places }) => places.some((place) => place.path === path || place.path.startsWith(`${path}/`)))
    .filter(({ standing }) => expect === 'silent' || standing === 'counted')
    .map((finding) => `${id}: ${finding.id}, ${finding.severity}, ${finding.standing}`);
}
