/** Expressions of policies: texts that somebody else's policy may bring. */
import { createContext } from '../../../src/policy/context.ts';
import { checkExpression } from '../../../src/policy/expression/check-expression.ts';
import { createExpressions } from '../../../src/policy/expression/engine.ts';
import { createFindingFacts, createGapFacts, createImageFacts } from '../../../src/policy/facts.ts';
import { asked, flaw, instance, NOW, problem, ranked, secret, subject } from '../../../test/policy-cases.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';

const context = createContext(subject(), asked({ rules: [] }), NOW);
const image = createImageFacts(context);
/** In more places than an expression may go through twice over. */
const places = Array.from({ length: 200 }, (_, i) => instance({ version: `1.${i}` }));
const VARIABLES = [
  createFindingFacts(ranked(flaw({ aliases: ['GHSA-1'], score: 7.5, instances: places })), context, image),
  createFindingFacts(ranked(secret()), context, image),
  createGapFacts(problem(), context, image),
  image,
].map((facts) => facts.variables());

const expressions: Target = {
  id: 'policy-expressions',
  sources: ['policy/expression/'],
  seeds: texts(
    'finding.package.name.startsWith("x") && finding.score >= 7.5',
    'has(finding.age) ? finding.age > 3 : !(finding.severity in ["high", "low"])',
    'finding.instances.exists(i, i.owner == "own" && i.layer - 1 * 2 / 3 % 4 < 5)',
    'size(finding.instances.filter(i, i.path.contains("a")).map(i, i.path + "b")) == 1',
    'finding.instances.all(a, finding.instances.exists_one(b, a.version == b.version))',
    'inVersions(finding.package.ecosystem, finding.instances[0].version, ">=1 <2 || 3")',
    'compareVersions("npm", "1.0", \'2.0\') <= 0 || days("2026-01-01", today) != -1',
    'finding.title.matches("(?i)a.{0,9}b") || glob(lower(finding.id), "cve-*")',
    'image.labels.exists(k, image.labels[k] == "x") && "team" in image.labels',
    'gap.problem == stage + now && string(int("1")) == "1" && double(1) > 0.5e1',
    'finding.places.exists(p, p.line > 1) // a comment',
    'severityRank(finding.severity) >= severityRank("high") && ["a"] + [] != null',
    '{"a": 1}.a == 1 && b"a" == b"a" && 1u == 1u && type(1) == int && timestamp(now) > duration("1s")',
  ),
  tokens: [
    'finding.',
    'image.',
    'gap.',
    '.all(x, ',
    '.exists(x, ',
    '.map(x, ',
    ' && ',
    ' ? ',
    ' : ',
    '"',
    '[',
    '{',
    '@',
  ],
  errors: [],
  maxBytes: 4096,
  run: ofText((text) => {
    const found = checkExpression(text);
    if (found !== null) {
      mustHold(found.message !== '', 'a flaw says nothing');
      mustHold(found.position >= 0 && found.position <= text.length, 'a flaw is outside of the text');
      return found;
    }
    const evaluate = createExpressions().compile(text);
    return VARIABLES.map((variables) => evaluate(variables));
  }),
};

export const expressionTargets: readonly Target[] = [expressions];
