/** Microsoft Azure. Its keys since 2022 carry four letters that name the service. */
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { assignment, hex, token } from './forms.ts';

const AZURE = {
  provider: 'Microsoft Azure',
  severity: 'critical',
  revoke: 'Azure portal > the resource > Access keys: regenerate both keys, one after the other.',
} as const;

/** 64 bytes and 32 bytes in base64. */
const KEY_64 = '[A-Za-z0-9+/]{86}==';
const KEY_32 = '[A-Za-z0-9+/]{43}=';

/** Where a connection string has its key: nothing that is longer may follow. */
const END = '(?![A-Za-z0-9+/=])';

const SIGNATURES: ReadonlyMap<string, string> = new Map([
  ['ACOG', 'Azure AI services'],
  ['AAAA', 'Azure OpenAI'],
  ['APIM', 'API Management'],
  ['ACRP', 'Container Registry'],
  ['AZSE', 'AI Search'],
  ['AZMP', 'Azure Maps'],
  ['ASBU', 'Service Bus'],
  ['AEHS', 'Event Hubs'],
  ['ASGR', 'SignalR'],
  ['AWPS', 'Web PubSub'],
  ['AZEG', 'Event Grid'],
]);

function examineAnnotated({ secret }: Candidate): Examined {
  const service = SIGNATURES.get(secret.slice(76, 80));
  return { ...CONFIRMED, note: service === undefined ? '' : `of ${service}` };
}

/** When a shared access signature ends is the field `se` of its query. */
function examineSas({ match }: Candidate): Examined {
  const text = /(?:^|[?&;"'\s]|u0026)se=(20[0-9]{2}-[01][0-9]-[0-3][0-9])(?:T([0-9%A:a]{5,14})Z)?/.exec(
    match,
  );
  const time = text === null ? Number.NaN : Date.parse(`${text[1]}T${toTime(text[2] ?? '')}Z`);
  return { ...CONFIRMED, expiresAt: Number.isNaN(time) ? '' : new Date(time).toISOString() };
}

function toTime(text: string): string {
  const parts = text.replace(/%3a/gi, ':').split(':');
  return [parts[0] || '00', parts[1] ?? '00', parts[2] ?? '00'].join(':');
}

/** A key behind the part of a connection string that names its service. */
function connection(row: Pick<Detector, 'id' | 'title' | 'keywords' | 'source'>, pattern: RegExp): Detector {
  return { ...AZURE, ...row, kind: 'token', pattern, maxLength: 700, entropy: 3, examine: null };
}

export const AZURE_DETECTORS: readonly Detector[] = [
  connection(
    {
      id: 'azure-storage-account-key',
      title: 'Azure Storage account key',
      keywords: [
        'AccountKey=',
        '+ASt',
        'storage_key',
        'storagekey',
        'storage-key',
        'storage.key',
        'storage_acc',
        'storageacc',
        'storage-acc',
        'storage.acc',
        'storage_primary',
        'storage_access',
      ],
      source: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage',
    },
    new RegExp(
      `AccountName=[a-z0-9]{3,24};[ ]?AccountKey=(${KEY_64})${END}` +
        `|(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{76}\\+ASt[A-Za-z0-9+/]{5}[AQgw]==)${END}` +
        `|(?:[Ss][Tt][Oo][Rr][Aa][Gg][Ee])(?:[_. -]?[Aa][Cc][Cc][Oo][Uu][Nn][Tt])?(?:[_. -]?[A-Za-z]{6,7})?[_. -]?[Kk][Ee][Yy]["']?\\s{0,8}[=:]\\s{0,8}["']?(${KEY_64})${END}`,
      'g',
    ),
  ),
  {
    ...AZURE,
    id: 'azure-shared-access-signature',
    kind: 'token',
    title: 'Azure Storage shared access signature',
    severity: 'high',
    keywords: ['sig='],
    pattern:
      /(?:\?|[&;"'\s]|SharedAccessSignature=)(?:(?:sv|se|sp|sr|st|ss|srt|spr|si|sip|ske|skt|sks|skv|skoid|sktid|sdd|tn|rscd|rsct)=[\w%:.,+-]{1,64}(?:&(?:amp;)?|\\u0026)){2,16}sig=([A-Za-z0-9%/+]{43,130}(?:%3[Dd]|=))(?:(?:&(?:amp;)?|\\u0026)(?:se|sp|sr|sv|st|spr)=[\w%:.+-]{1,64}){0,6}/g,
    maxLength: 2100,
    entropy: 3,
    examine: examineSas,
    revoke:
      'Azure portal > the storage account > Access keys: rotate the key that signed it, or delete its stored access policy.',
    source: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview',
  },
  token({
    ...AZURE,
    id: 'azure-ad-client-secret',
    title: 'Microsoft Entra ID (Azure AD) client secret',
    form: '[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}(?![~.])',
    keywords: ['0Q~', '1Q~', '2Q~', '3Q~', '4Q~', '5Q~', '6Q~', '7Q~', '8Q~', '9Q~'],
    maxLength: 40,
    revoke: 'Microsoft Entra admin center > App registrations > the app > Certificates & secrets: delete it.',
    source: 'https://learn.microsoft.com/en-us/purview/sit-defn-azure-ad-client-secret',
  }),
  {
    ...token({
      ...AZURE,
      id: 'azure-service-key',
      title: 'Azure service key',
      form: '[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{18}(?!AZDO)[A-Za-z0-9]{8}',
      keywords: ['JQQJ9'],
      maxLength: 84,
      source: 'https://learn.microsoft.com/en-us/purview/sit-defn-azure-cognitive-service-key',
    }),
    examine: examineAnnotated,
  },
  connection(
    {
      id: 'azure-cosmos-db-key',
      title: 'Azure Cosmos DB account key',
      keywords: ['documents.azure.com', 'ACDb', 'cosmos'],
      source: 'https://learn.microsoft.com/en-us/azure/cosmos-db/how-to-rotate-keys',
    },
    new RegExp(
      `documents\\.azure\\.com(?::[0-9]{2,5})?/?;[ ]?AccountKey=(${KEY_64})${END}` +
        `|(?<![A-Za-z0-9+/])([A-Za-z0-9]{76}ACDb[A-Za-z0-9]{6}==)${END}` +
        `|[Cc][Oo][Ss][Mm][Oo][Ss](?:[_. -]?[Dd][Bb])?(?:[_. -]?[A-Za-z]{3,9})?[_. -]?[Kk][Ee][Yy]["']?\\s{0,8}[=:]\\s{0,8}["']?(${KEY_64})${END}`,
      'g',
    ),
  ),
  connection(
    {
      id: 'azure-shared-access-key',
      title: 'Azure Service Bus, Event Hubs, Relay or IoT Hub shared access key',
      keywords: ['SharedAccessKey='],
      source: 'https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas',
    },
    new RegExp(`SharedAccessKey=(${KEY_32}|${KEY_64})${END}`, 'gi'),
  ),
  connection(
    {
      id: 'azure-messaging-access-key',
      title: 'Azure SignalR, Web PubSub or Communication Services access key',
      keywords: [';AccessKey='],
      source: 'https://learn.microsoft.com/en-us/azure/azure-signalr/concept-connection-string',
    },
    new RegExp(
      `endpoint=https://[a-z0-9.-]{3,120}/?;accesskey=(${KEY_32}|${KEY_64}|[A-Za-z0-9]{84})${END}`,
      'gi',
    ),
  ),
  connection(
    {
      id: 'azure-app-configuration-secret',
      title: 'Azure App Configuration connection string',
      keywords: ['azconfig.io'],
      source: 'https://learn.microsoft.com/en-us/azure/azure-app-configuration/howto-best-practices',
    },
    /azconfig\.io\/?;Id=[A-Za-z0-9+/:_-]{4,60};Secret=([A-Za-z0-9+/]{43}=|[A-Za-z0-9]{84})(?![A-Za-z0-9+/=])/g,
  ),
  connection(
    {
      id: 'azure-function-key',
      title: 'Azure Functions key',
      keywords: ['AzFu', 'azurewebsites.net/api/'],
      source: 'https://learn.microsoft.com/en-us/azure/azure-functions/function-keys-how-to',
    },
    /(?<![A-Za-z0-9_-])([A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==)|azurewebsites\.net\/api\/[\w/{}%.-]{1,160}\?code=([A-Za-z0-9_/%-]{52,60}={0,2})(?![A-Za-z0-9_/%=-])/g,
  ),
  token({
    ...AZURE,
    id: 'azure-search-key',
    title: 'Azure AI Search key',
    form: '[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}',
    keywords: ['AzSe'],
    maxLength: 52,
    source: 'https://learn.microsoft.com/en-us/azure/search/search-security-api-keys',
  }),
  token({
    ...AZURE,
    id: 'azure-container-registry-key',
    title: 'Azure Container Registry password',
    form: '[A-Za-z0-9+/]{42}\\+ACR[A-D][A-Za-z0-9+/]{5}',
    keywords: ['+ACR'],
    maxLength: 52,
    source: 'https://learn.microsoft.com/en-us/azure/container-registry/container-registry-authentication',
  }),
  token({
    ...AZURE,
    id: 'azure-redis-key',
    title: 'Azure Cache for Redis key',
    form: '[A-Za-z0-9]{33}AzCa[A-P][A-Za-z0-9]{5}=',
    keywords: ['AzCa'],
    maxLength: 44,
    source: 'https://learn.microsoft.com/en-us/azure/azure-cache-for-redis/cache-configure',
  }),
  connection(
    {
      id: 'azure-publish-profile-password',
      title: 'Azure App Service publish profile password',
      keywords: ['userPWD="'],
      source: 'https://learn.microsoft.com/en-us/azure/app-service/deploy-configure-credentials',
    },
    /userPWD="([A-Za-z0-9]{60})"/g,
  ),
  connection(
    {
      id: 'azure-logic-app-url',
      title: 'Azure Logic Apps or Power Automate trigger URL',
      keywords: ['/triggers/'],
      source: 'https://learn.microsoft.com/en-us/azure/logic-apps/logic-apps-securing-a-logic-app',
    },
    /\/triggers\/[\w-]{1,80}\/(?:paths|run)[\w/?%.=-]{0,80}(?:(?:&(?:amp;)?|\\u0026)s[pv]=[\w%.-]{1,60}){1,3}(?:&(?:amp;)?|\\u0026)sig=([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/g,
  ),
  assignment({
    ...AZURE,
    id: 'azure-subscription-key',
    title: 'Azure AI services or API Management subscription key',
    severity: 'high',
    names: [
      'ocp apim subscription key(?:["\']\\])?',
      '(?:azure|cognitive|apim|luis|bing)(?:[_.-][A-Za-z]{2,12}){0,2}[_.-]?(?:subscription|api|resource|services?|account) key',
    ],
    value: hex(32),
    keywords: ['apim', 'azure', 'cognitive', 'luis', 'bing_'],
    source: 'https://learn.microsoft.com/en-us/azure/ai-services/rotate-keys',
  }),
];
