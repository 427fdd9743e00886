/** A file that takes minutes and begins last runs alone at the end; jest knows times only where it ran before. */
const { default: Sequencer } = require('@jest/test-sequencer');

/** The longest first. */
const SLOW = [
  'fault-random',
  'complaint-kills',
  'fault-kit',
  'package',
  'demo',
  'bench',
  'fenced',
  'once',
  'fault-variants',
];

const rank = ({ path }) => {
  const at = SLOW.findIndex((name) => path.endsWith(`/server/${name}.test.ts`));
  return at < 0 ? SLOW.length : at;
};

module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
