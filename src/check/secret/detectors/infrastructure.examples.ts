/** Examples of `infrastructure.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

export const INFRASTRUCTURE_EXAMPLES: readonly Examples[] = [
  tokenExamples('vault-service-token', 'hvs.CAESI{base64url:90}a', [
    'hvs.{base64url:12}',
    'hvx.{base64url:90}',
    'hvs-{base64url:90}',
  ]),
  tokenExamples('vault-batch-token', 'hvb.AAAAAQ{base64url:150}a', [
    'hvb.{base64url:40}',
    'hvx.{base64url:150}',
    'hvb-{base64url:150}',
  ]),
  assignmentExamples('vault-legacy-token', 'VAULT_TOKEN', 's.{alnum:24}'),
  {
    detector: 'vault-approle-secret-id',
    matches: ['VAULT_SECRET_ID={uuid}', '"vault_secret_id": "{uuid}"', 'approle.secret-id={uuid}'],
    misses: [
      'VAULT_SECRET_ID={hex:32}',
      'VAULT_ROLE_ID={uuid}',
      'secret_id: 00000000-0000-0000-0000-000000000000',
    ],
  },
  {
    detector: 'vault-unseal-key',
    matches: [
      'Unseal Key 1: {base64:44}\n',
      'Recovery Key 3: {base64:43}=\n',
      '"unseal_keys_b64": [\n    "{base64:44}"',
    ],
    misses: ['Unseal Key 1: {base64:20}', 'Unseal Key (will be hidden):', 'Unseal Key 1: {base64:60}'],
  },
  assignmentExamples('consul-acl-token', 'CONSUL_HTTP_TOKEN', '{uuid}'),
  assignmentExamples('nomad-acl-token', 'NOMAD_TOKEN', '{uuid}'),
  assignmentExamples('hcp-client-secret', 'HCP_CLIENT_SECRET', '{base64url:63}a'),
  tokenExamples('pulumi-access-token', 'pul-{hex:40}', ['pul-{hex:39}', 'pux-{hex:40}', 'pul-{upper:40}']),
  tokenExamples('doppler-token', 'dp.st.prd.{alnum:43}', [
    'dp.st.{alnum:20}',
    'dp.xx.{alnum:43}',
    'dp.pt.{alnum:60}',
  ]),
  tokenExamples('onepassword-service-account-token', 'ops_eyJ{base64url:700}a', [
    'ops_eyJ{base64url:60}',
    'ops_{base64url:700}',
    'opx_eyJ{base64url:700}',
  ]),
  tokenExamples(
    'onepassword-secret-key',
    'A3-{upperdigit:6}-{upperdigit:6}-{upperdigit:5}-{upperdigit:5}-{upperdigit:5}-{upperdigit:5}',
    [
      'A3-{upperdigit:6}-{upperdigit:6}-{upperdigit:5}',
      'A4-{upperdigit:6}-{upperdigit:6}-{upperdigit:5}-{upperdigit:5}-{upperdigit:5}-{upperdigit:5}',
      'A3-{lower:6}-{lower:6}-{lower:5}-{lower:5}-{lower:5}-{lower:5}',
    ],
  ),
  assignmentExamples('infisical-service-token', 'INFISICAL_TOKEN', 'st.{hex:24}.{hex:32}.{hex:32}'),
  assignmentExamples('infisical-client-secret', 'INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET', '{hex:64}'),
  assignmentExamples('akeyless-access-key', 'AKEYLESS_ACCESS_KEY', '{base64:43}='),
  {
    detector: 'bitwarden-access-token',
    matches: [
      'BWS_ACCESS_TOKEN=0.{uuid}.{alnum:30}:{base64:22}==',
      'bws run --access-token 0.{uuid}.{alnum:30}:{base64:22}==',
      '{"bitwardenToken": "0.{uuid}.{alnum:30}:{base64:22}=="}',
    ],
    misses: [
      'BWS_ACCESS_TOKEN=0.{uuid}.{alnum:30}',
      'BWS_ACCESS_TOKEN=1.{uuid}.{alnum:30}:{base64:22}==',
      'BWS_ACCESS_TOKEN=0.{uuid}.{alnum:20}:{base64:22}==',
    ],
  },
  assignmentExamples('bitwarden-client-secret', 'BW_CLIENTSECRET', '{alnum:30}'),
  {
    detector: 'teleport-join-token',
    matches: [
      'TELEPORT_JOIN_TOKEN={hex:32}',
      '{"teleportAuthToken": "{hex:32}"}',
      'teleport_join_token: {hex:32}',
    ],
    misses: [
      'TELEPORT_JOIN_TOKEN={hex:31}',
      'TELEPORT_CA_PIN={hex:32}',
      'TELEPORT_JOIN_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  tokenExamples('tailscale-key', 'tskey-auth-k{alnum:11}CNTRL-{alnum:32}', [
    'tskey-auth-{alnum:12}',
    'tskey-user-k{alnum:11}CNTRL-{alnum:32}',
    'tskey_auth-k{alnum:11}CNTRL-{alnum:32}',
  ]),
  {
    detector: 'ngrok-authtoken',
    matches: [
      'NGROK_AUTHTOKEN=2{alnum:26}_{alnum:21}',
      'authtoken: 2{alnum:26}_{alnum:22}',
      'ngrok config add-authtoken 2{alnum:26}_{alnum:20}',
    ],
    misses: [
      'NGROK_AUTHTOKEN=2{alnum:20}_{alnum:21}',
      'NGROK_AUTHTOKEN=2{alnum:48}',
      'NGROK_DOMAIN=2{alnum:26}_{alnum:21}',
    ],
  },
  assignmentExamples('zerotier-api-token', 'ZEROTIER_CENTRAL_TOKEN', '{alnum:32}'),
  tokenExamples('netbird-access-token', 'nbp_{alnum:36}', [
    'nbp_{alnum:35}',
    'nbx_{alnum:36}',
    'nbp_{alnum:37}',
  ]),
  {
    detector: 'wireguard-private-key',
    matches: [
      '[Interface]\nPrivateKey = {base64:42}A=\nAddress = 10.0.0.2/32\n',
      'WG_PRIVATE_KEY={base64:42}8=',
      'wireguard_private_key: "{base64:42}c="',
    ],
    misses: ['PrivateKey = {base64:30}=', 'PublicKey = {base64:42}A=', 'PrivateKey = {base64:42}B='],
  },
  {
    detector: 'wireguard-preshared-key',
    matches: [
      '[Peer]\nPublicKey = x\nPresharedKey = {base64:42}A=\n',
      'WIREGUARD_PRESHARED_KEY={base64:42}8=',
      'wg_preshared_key: "{base64:42}c="',
    ],
    misses: ['PresharedKey = {base64:30}=', 'PublicKey = {base64:42}A=', 'PresharedKey = {base64:42}B='],
  },
  {
    detector: 'kubernetes-bootstrap-token',
    matches: [
      'kubeadm join 10.0.0.1:6443 --token {lowerdigit:6}.{lowerdigit:16} --discovery-token-ca-cert-hash sha256:x',
      'KUBEADM_JOIN_TOKEN={lowerdigit:6}.{lowerdigit:16}',
      'k8s_join_token: "{lowerdigit:6}.{lowerdigit:16}"',
    ],
    misses: [
      'kubeadm join 10.0.0.1:6443 --token {lowerdigit:6}.{lowerdigit:12}',
      'KUBEADM_JOIN_TOKEN={HEX:6}G.{HEX:16}',
      'KUBEADM_JOIN_TOKEN=xxxxxx.xxxxxxxxxxxxxxxx',
    ],
  },
  tokenExamples('k3s-cluster-token', 'K10{hex:64}::server:{hex:32}', [
    'K10{hex:60}::server:{hex:32}',
    'K11{hex:64}::server:{hex:32}',
    'K10{hex:64}::server:',
  ]),
  tokenExamples('rancher-api-token', 'token-{lowerdigit:5}:{lowerdigit:54}', [
    'token-{lowerdigit:5}:{lowerdigit:50}',
    'tokens-{lowerdigit:5}:{lowerdigit:54}',
    'token-{lowerdigit:8}:{lowerdigit:54}',
  ]),
  {
    detector: 'portainer-access-token',
    matches: [
      'X-API-Key: ptr_{base64:43}=',
      'PORTAINER_TOKEN=ptr_{base64:43}=',
      '"apiKey": "ptr_{base64:43}="',
    ],
    misses: [
      'PORTAINER_TOKEN=ptr_{base64:40}=',
      'PORTAINER_TOKEN=ptx_{base64:43}=',
      'PORTAINER_TOKEN=ptr_{base64:43}',
    ],
  },
  tokenExamples('docker-swarm-join-token', 'SWMTKN-1-{lowerdigit:50}-{lowerdigit:25}', [
    'SWMTKN-1-{lowerdigit:50}-{lowerdigit:20}',
    'SWMTKN-2-{lowerdigit:50}-{lowerdigit:25}',
    'SWMTKN-1-{lowerdigit:49}-{lowerdigit:25}',
  ]),
  tokenExamples('docker-swarm-unlock-key', 'SWMKEY-1-{alnum:43}', [
    'SWMKEY-1-{alnum:40}',
    'SWMKEX-1-{alnum:43}',
    'SWMKEY-1-{alnum:44}',
  ]),
  {
    detector: 'proxmox-api-token',
    matches: [
      'Authorization: PVEAPIToken=ci@pve!deploy={uuid}',
      'PROXMOX_TOKEN=root@pam!terraform={uuid}',
      '"token": "ci@pve!deploy={uuid}"',
    ],
    misses: ['PVEAPIToken=ci@pve!deploy={hex:32}', 'ci@example!deploy={uuid}', 'PVEAPIToken=ci@pve={uuid}'],
  },
  tokenExamples('ory-api-key', 'ory_pat_{alnum:32}', [
    'ory_pat_{alnum:20}',
    'ory_pax_{alnum:32}',
    'ory_pat_{alnum:60}',
  ]),
  assignmentExamples('meraki-api-key', 'MERAKI_DASHBOARD_API_KEY', '{hex:40}'),
  tokenExamples('dnsimple-token', 'dnsimple_a_{alnum:32}', [
    'dnsimple_a_{alnum:31}',
    'dnsimple_x_{alnum:32}',
    'dnsimple_{alnum:34}',
  ]),
  tokenExamples('porkbun-secret-key', 'sk1_{hex:64}', ['sk1_{hex:63}', 'pk1_{hex:64}', 'sk1_{upper:64}']),
  {
    detector: 'godaddy-api-secret',
    matches: ['GODADDY_API_SECRET={alnum:22}', 'GD_SECRET={alnum:20}', '"godaddySecret": "{alnum:22}"'],
    misses: [
      'GODADDY_API_SECRET={alnum:40}',
      'GODADDY_API_KEY={alnum:22}',
      'GODADDY_API_SECRET=xxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  assignmentExamples('gandi-token', 'GANDI_API_KEY', '{hex:40}'),
  assignmentExamples('namecheap-api-key', 'NAMECHEAP_API_KEY', '{hex:32}'),
  {
    detector: 'dynamic-dns-token',
    matches: [
      'DUCKDNS_TOKEN={uuid}',
      'curl "https://www.duckdns.org/update?domains=acme&token={uuid}&ip="',
      'DESEC_TOKEN={base64url:27}a',
    ],
    misses: [
      'DUCKDNS_TOKEN={hex:20}',
      'DUCKDNS_DOMAIN={uuid}',
      'https://www.duckdns.org/update?domains=acme&token=<token>',
    ],
  },
  assignmentExamples('ns1-api-key', 'NS1_API_KEY', '{alnum:20}'),
  {
    detector: 'conjur-api-key',
    matches: [
      'CONJUR_AUTHN_API_KEY={lowerdigit:54}',
      '"conjurApiKey": "{lowerdigit:50}"',
      'conjur_api_key: {lowerdigit:56}',
    ],
    misses: [
      'CONJUR_AUTHN_API_KEY={lowerdigit:30}',
      'CONJUR_ACCOUNT={lowerdigit:54}',
      'CONJUR_AUTHN_API_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  {
    detector: 'chef-automate-token',
    matches: [
      "data_collector['token'] = '{alnum:40}'",
      'CHEF_AUTOMATE_TOKEN={alnum:32}',
      'data_collector.token "{base64url:43}a"',
    ],
    misses: [
      "data_collector['server_url'] = 'https://automate.example.com'",
      'CHEF_AUTOMATE_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'CHEF_AUTOMATE_TOKEN={alnum:10}',
    ],
  },
  assignmentExamples('maas-api-key', 'MAAS_API_KEY', '{alnum:18}:{alnum:18}:{alnum:32}'),
];
