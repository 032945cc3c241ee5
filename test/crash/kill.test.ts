/**
 * kill -9, and now and then SIGTERM or SIGINT, at random moments of pulls, scans, cache writes and changes of the
 * database: nothing that they started lives on, nothing piles up, and the next run is right without any repair.
 * `PLIMSOLL_KILLS=250 node --import ./test/setup.ts --test test/crash/kill.test.ts` does it that often for each.
 */
import { describe, it } from 'node:test';
import { onOwnMachine } from '../cli/plimsoll.ts';
import { registryMissing, startRegistry } from '../registry-server.ts';
import { killOften, type Scenario } from './kill-often.ts';
import { randomOf } from './random.ts';
import {
  imageToPull,
  importing,
  pulling,
  readingArchive,
  updatingFromFolder,
  updatingOverHttp,
} from './scenarios.ts';

const TURNS = Number(process.env['PLIMSOLL_KILLS'] || 5);
const SEED = Number(process.env['PLIMSOLL_SEED'] || 20241124);

describe('after a kill at any moment the next run is right', () => {
  onOwnMachine();

  async function kill(scenario: Scenario): Promise<void> {
    const count = await killOften(scenario, TURNS, randomOf(SEED));
    if (TURNS > 20) console.log(JSON.stringify(count));
  }

  it('when an image was pulled', async (t) => {
    const missing = registryMissing();
    if (missing !== null) return t.skip(missing);
    const server = await startRegistry();
    try {
      await server.push(imageToPull(), 'app', '1');
      await kill(await pulling(`${server.host}/app:1`));
    } finally {
      await server.stop();
    }
  });

  it('when an archive was read', async () => kill(await readingArchive(imageToPull())));

  it('when the database was updated from a folder', async () => kill(await updatingFromFolder()));

  it('when the database was updated over HTTP', async () => {
    const { scenario, server } = await updatingOverHttp();
    try {
      await kill(scenario);
    } finally {
      await server.close();
    }
  });

  it('when a database was imported', async () => kill(await importing()));
});
