/** Examples of `web-data.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples } from './forms.examples.ts';

export const WEB_DATA_EXAMPLES: readonly Examples[] = [
  assignmentExamples('shodan-api-key', 'SHODAN_API_KEY', '{alnum:32}'),
  assignmentExamples('virustotal-api-key', 'VT_API_KEY', '{hex:64}'),
  assignmentExamples('securitytrails-api-key', 'SECURITYTRAILS_API_KEY', '{alnum:32}'),
  assignmentExamples('censys-api-secret', 'CENSYS_API_SECRET', '{alnum:32}'),
  assignmentExamples('abuseipdb-api-key', 'ABUSEIPDB_API_KEY', '{hex:80}'),
  {
    detector: 'alchemy-api-key',
    matches: [
      'https://eth-mainnet.g.alchemy.com/v2/{base64url:31}A',
      'wss://polygon-mainnet.g.alchemy.com/v2/{base64url:20}A',
      'url: "https://eth-mainnet.alchemyapi.io/v2/{base64url:31}A"',
    ],
    misses: [
      'https://eth-mainnet.g.alchemy.com/v2/YOUR-KEY',
      'https://eth-mainnet.g.alchemy.com/v2/docs',
      'https://www.alchemy.com/v2/{base64url:31}A',
    ],
  },
  assignmentExamples('alchemy-named-api-key', 'ALCHEMY_API_KEY', '1{base64url:30}A'),
  {
    detector: 'infura-project-id',
    matches: [
      'https://mainnet.infura.io/v3/{hex:32}',
      'wss://mainnet.infura.io/ws/v3/{hex:32}',
      'provider("https://polygon-mainnet.infura.io/v3/{hex:32}")',
    ],
    misses: [
      'https://mainnet.infura.io/v3/{hex:30}',
      'https://mainnet.infura.io/v3/YOUR-PROJECT-ID',
      'https://infura.example/v3/{hex:32}',
    ],
  },
  assignmentExamples('infura-api-secret', 'INFURA_API_KEY', '{hex:32}'),
  {
    detector: 'quicknode-endpoint',
    matches: [
      'https://quick-old-fox.quiknode.pro/{hex:40}/',
      'https://quick-old-fox.solana-mainnet.quiknode.pro/{hex:40}/',
      'RPC="wss://quick-old-fox.matic.quiknode.pro/{hex:40}"',
    ],
    misses: [
      'https://quick-old-fox.quiknode.pro/{hex:30}/',
      'https://quick-old-fox.quiknode.pro/YOUR_TOKEN',
      'https://quick-old-fox.quicknode.com/{hex:40}/',
    ],
  },
  assignmentExamples('etherscan-api-key', 'ETHERSCAN_API_KEY', '{upperdigit:34}'),
  {
    detector: 'blockfrost-project-id',
    matches: [
      'BLOCKFROST_PROJECT_ID=mainnet{alnum:32}',
      'project_id: preprod{alnum:32}',
      'new BlockFrostAPI({ projectId: "mainnet{alnum:32}" })',
    ],
    misses: [
      'BLOCKFROST_PROJECT_ID=mainnet{alnum:20}',
      'project_id: staging{alnum:32}',
      'project_id: xmainnet{alnum:32}',
    ],
  },
];
