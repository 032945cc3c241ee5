/**
 * Values that their provider, a standard or a tool publishes for everyone to read: by SHA-256, so that this file is no
 * finding itself. Each row: digest of the value, what it is, where it is published.
 */
export const PUBLISHED: readonly (readonly [sha256: string, what: string, source: string])[] = [
  [
    '0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059',
    'account key of the Azurite storage emulator',
    'https://learn.microsoft.com/azure/storage/common/storage-use-azurite',
  ],
  [
    '00cf4c781dc37003f7c7dd7d4c9a6ef1e0f4c62d9a291aa8bc398774e3fefd32',
    'refresh token of RFC 6749',
    'https://www.rfc-editor.org/rfc/rfc6749',
  ],
  [
    '1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3',
    'access key id in the AWS documentation',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  ],
  [
    '1bbb9293c38acc5e510d904495845d532df64a9e5996b2ec7c86cc2e2ac33b5a',
    'access key of the MinIO playground',
    'https://min.io/docs/minio/linux/developers/javascript/minio-javascript.html',
  ],
  [
    '2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326',
    'test key in the Stripe documentation',
    'https://docs.stripe.com/api/authentication',
  ],
  [
    '3c14aab79351be94e9c4202d8f6d28c4a5d73cfb2e6e302d2d2478159ef57f9f',
    'registry token in the Cargo documentation',
    'https://doc.rust-lang.org/cargo/reference/registries.html',
  ],
  [
    '577cfe66bf6c95ddd0aa06c4ac4fc36f6cf641fdad7ab445b33071fea3612f74',
    'shared access signature in the AWS DataSync documentation',
    'https://docs.aws.amazon.com/datasync/latest/userguide/API_CreateLocationAzureBlob.html',
  ],
  [
    '687da00b09c83361bf3a2853b3a0c7d63ca5da870c8d3cdc20905c7aa546840a',
    'credentials of RFC 7617',
    'https://www.rfc-editor.org/rfc/rfc7617',
  ],
  [
    '6c96130f130ab0d6d158397e24d2bcc1c9a5e73ae081f6e983f1c7b545d24a4c',
    'access token of RFC 6749',
    'https://www.rfc-editor.org/rfc/rfc6749',
  ],
  [
    '78314b11be2e581549ac1c4f616563fad3fdf0c3b71678f6e2299182080e0598',
    'secret access key in the AWS documentation',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  ],
  [
    '7a898e50dbd5b8305149c34046d159f7d02b5d1fe021d4de640842d3835fb549',
    'access key id of the AWS signature test suite',
    'https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html',
  ],
  [
    '7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606',
    'token shown on jwt.io',
    'https://jwt.io',
  ],
  [
    '8d4ef6536dc8895f256c1e0d95dcd19763036732d64a095e44a90ed444267ad3',
    'token of RFC 7519, section 3.1',
    'https://www.rfc-editor.org/rfc/rfc7519',
  ],
  [
    'aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615',
    'key of the Azure Cosmos DB emulator',
    'https://learn.microsoft.com/azure/cosmos-db/emulator',
  ],
  [
    'b8e148545b13c78bc74da2f1a7275dd71e56ddece129d7d2f7b3ecc06f7994da',
    'bearer token of RFC 6750',
    'https://www.rfc-editor.org/rfc/rfc6750',
  ],
  [
    'c1c7930b7e1ec69210bec1194061e1569c134a189614476efccc66a5429a9211',
    'secret access key in the AWS documentation',
    'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html',
  ],
  [
    'c6ea27c534f993d31f0aef882e3d200e7b87470c379ae79c8f9b19d3bd363dc9',
    'access key id in the AWS documentation',
    'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html',
  ],
  [
    'cb20d34a7adda2f5d2043836051e242fd4c2b233e02c80c91fe9d5af9b100574',
    'temporary access key id in the AWS documentation',
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  ],
  [
    'cf4d418ed3de92d71f767db5391d5a2dacd40e1ce49e75d1137e2ecf4982d844',
    "credentials of RFC 7617's predecessor",
    'https://www.rfc-editor.org/rfc/rfc2617',
  ],
  [
    'df452eef23e8cf2c74af54c0c7419c05a5ec70ef4d5c2eb04082b02af8c55598',
    'secret key of the MinIO playground',
    'https://min.io/docs/minio/linux/developers/javascript/minio-javascript.html',
  ],
  [
    'e8a0614b6747a06ff9a2728dd2250bf13068310cd2550ebc3cecd4d287a4e259',
    'secret key of the AWS signature test suite',
    'https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html',
  ],
];
