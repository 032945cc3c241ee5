/** Examples of `azure.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

export const AZURE_EXAMPLES: readonly Examples[] = [
  {
    detector: 'azure-storage-account-key',
    matches: [
      'AzureWebJobsStorage=DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={base64:86}==;EndpointSuffix=core.windows.net',
      'key: {base64:76}+ASt{base64:5}Q==\n',
      'AZURE_STORAGE_KEY={base64:86}==',
      '"storageAccountKey": "{base64:86}=="',
    ],
    misses: [
      'AccountName=acme;AccountKey={base64:80}==',
      'hash={base64:86}==',
      'AccountName=acme;AccountKey=<key>;EndpointSuffix=core.windows.net',
      'AZURE_STORAGE_KEY_PATH=/run/secrets/key',
    ],
  },
  {
    detector: 'azure-shared-access-signature',
    matches: [
      '{"url":"https://acme.blob.core.windows.net/c?sv=2022-11-02\\u0026sr=b\\u0026se=2027-01-01T00%3A00%3A00Z\\u0026sig={alnum:43}%3D"}',
      'https://acme.blob.core.windows.net/c?sv=2022-11-02&ss=b&srt=sco&sp=rl&se=2027-01-01T00:00:00Z&st=2024-01-01T00:00:00Z&spr=https&sig={alnum:43}%3D',
      'SAS_TOKEN=se=2027-01-01&sp=r&sv=2021-08-06&sr=c&sig={alnum:20}%2B{alnum:22}%3D',
      'BlobEndpoint=https://acme.blob.core.windows.net/;SharedAccessSignature=sv=2022-11-02&sr=b&sig={base64:43}=',
    ].map((text) => text.replace('SAS_TOKEN=se', 'SAS_TOKEN="se')),
    misses: [
      'https://acme.blob.core.windows.net/c?sv=2022-11-02&sig=<signature>',
      'https://example.com/?sig={alnum:43}%3D',
      'https://acme.blob.core.windows.net/c?sv=2022-11-02&sr=b&sig={alnum:20}%3D',
    ],
  },
  tokenExamples('azure-ad-client-secret', '{alnum:3}8Q~{alnum:34}', [
    '{alnum:3}8Q~{alnum:20}',
    '{alnum:3}aQ~{alnum:34}',
    '{alnum:3}8Q~{alnum:40}',
  ]),
  tokenExamples('azure-service-key', '{alnum:52}JQQJ99{alnum:18}ACOG{alnum:4}', [
    '{alnum:52}JQQJ99{alnum:18}AZDO{alnum:4}',
    '{alnum:52}JQQJ99{alnum:18}ACOG{alnum:6}',
    '{alnum:52}JQQK99{alnum:18}ACOG{alnum:4}',
  ]),
  {
    detector: 'azure-cosmos-db-key',
    matches: [
      'AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey={base64:86}==;',
      'primaryKey={alnum:76}ACDb{alnum:6}==',
      'COSMOS_KEY={base64:86}==',
      '"CosmosDb.AuthKey": "{base64:86}=="',
    ],
    misses: [
      'AccountEndpoint=https://localhost:8081/;AccountKey={base64:86}==',
      'COSMOS_KEY={base64:64}==',
      'AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=your-key==',
    ],
  },
  {
    detector: 'azure-shared-access-key',
    matches: [
      'Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={base64:43}=',
      'HostName=acme.azure-devices.net;DeviceId=d1;SharedAccessKey={base64:43}=',
      'HostName=acme.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey={base64:43}=;x',
    ],
    misses: ['SharedAccessKey={base64:40}=', 'SharedAccessKey=<key>', 'SharedAccessKeyName={base64:43}='],
  },
  {
    detector: 'azure-messaging-access-key',
    matches: [
      'Endpoint=https://acme.service.signalr.net;AccessKey={base64:43}=;Version=1.0;',
      'endpoint=https://acme.communication.azure.com/;accesskey={base64:86}==',
      'Endpoint=https://acme.webpubsub.azure.com;AccessKey={base64:43}=;Version=1.0;',
    ],
    misses: [
      'Endpoint=https://acme.service.signalr.net;AccessKey=<key>;',
      'Endpoint=https://acme.service.signalr.net;AccessKey={base64:30}=',
      'Endpoint=https://acme.service.signalr.net;AuthType=azure;Key={base64:43}=',
    ],
  },
  {
    detector: 'azure-app-configuration-secret',
    matches: [
      'Endpoint=https://acme.azconfig.io;Id=abcd;Secret={base64:43}=',
      '"AppConfig": "Endpoint=https://acme.azconfig.io;Id=Ab1+-l0-s0:{alnum:20};Secret={base64:43}="',
      'Endpoint=https://acme.azconfig.io;Id=abcd;Secret={alnum:84}',
    ],
    misses: [
      'Endpoint=https://acme.azconfig.io;Id=abcd;Secret={base64:30}=',
      'Endpoint=https://acme.azconfig.io',
      'Endpoint=https://acme.example.io;Id=abcd;Secret={base64:43}=',
    ],
  },
  {
    detector: 'azure-function-key',
    matches: [
      'x-functions-key: {alnum:44}AzFu{alnum:5}Q==',
      'https://acme.azurewebsites.net/api/send?code={alnum:54}==',
      'FUNCTION_KEY={base64url:44}AzFu{alnum:5}A==',
    ],
    misses: [
      'https://acme.azurewebsites.net/api/send?code={alnum:12}',
      '{alnum:44}AzFu{alnum:5}B==',
      'https://acme.azurewebsites.net/api/send?code=<function-key>',
    ],
  },
  tokenExamples('azure-search-key', '{alnum:42}AzSeB{alnum:5}', [
    '{alnum:42}AzSeX{alnum:5}',
    '{alnum:40}AzSeB{alnum:5}',
    '{alnum:42}AzSeB{alnum:7}',
  ]),
  {
    detector: 'azure-container-registry-key',
    matches: [
      'docker login acme.azurecr.io -u acme -p {base64:42}+ACRA{base64:5}',
      'ACR_PASSWORD={base64:42}+ACRD{alnum:5}',
      '"password": "{base64:42}+ACRB{alnum:5}"',
    ],
    misses: [
      'ACR_PASSWORD={alnum:42}+ACRX{alnum:5}',
      'ACR_PASSWORD={alnum:30}+ACRA{alnum:5}',
      'ACR_PASSWORD={alnum:42}+ACRA{alnum:8}',
    ],
  },
  {
    detector: 'azure-redis-key',
    matches: [
      'acme.redis.cache.windows.net:6380,password={alnum:33}AzCaB{alnum:5}=,ssl=True',
      'REDIS_KEY={alnum:33}AzCaA{alnum:5}=',
      '"primaryKey": "{alnum:33}AzCaP{alnum:5}="',
    ],
    misses: ['{alnum:33}AzCaX{alnum:5}=', '{alnum:30}AzCaA{alnum:5}=', '{alnum:33}AzCaA{alnum:5}'],
  },
  {
    detector: 'azure-publish-profile-password',
    matches: [
      '<publishProfile userName="$acme" userPWD="{alnum:60}" destinationAppUrl="https://acme.azurewebsites.net">',
      'userPWD="{alnum:60}"',
      'profile=\'<x userPWD="{alnum:60}"/>\'',
    ],
    misses: ['userPWD="{alnum:40}"', 'userPWD=""', 'userName="{alnum:60}"'],
  },
  {
    detector: 'azure-logic-app-url',
    matches: [
      'https://prod-01.westeurope.logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={base64url:43}',
      'https://default{hex:30}.ef.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={base64url:43}',
      '<a href="https://prod-01.westeurope.logic.azure.com/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-06-01&amp;sp=%2Ftriggers%2Fmanual%2Frun&amp;sv=1.0&amp;sig={base64url:43}">',
    ],
    misses: [
      'https://prod-01.westeurope.logic.azure.com/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Fx&sv=1.0&sig={base64url:20}',
      'https://prod-01.westeurope.logic.azure.com/workflows/{hex:32}/triggers/manual/paths/invoke',
      'https://example.com/triggers/a?sig={base64url:43}',
    ],
  },
  assignmentExamples('azure-subscription-key', 'AZURE_SPEECH_API_KEY', '{hex:32}'),
];
