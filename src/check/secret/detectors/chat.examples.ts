/** Examples of `chat.ts`. */
import { type Examples, expand } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

/** Of an address; the misses have another last part or another host. */
function urlExamples(detector: string, url: string, misses: readonly string[]): Examples {
  return {
    detector,
    matches: [`WEBHOOK_URL=${url}\n`, `{"url": "${url}"}`, `curl -X POST -d '{"text":"hi"}' '${url}'`],
    misses,
  };
}

function discordToken(seed: string): string {
  const id = Buffer.from(expand('1{digits:17}', seed)).toString('base64url');
  return `${id}.${expand('{base64url:6}.{base64url:37}a', seed)}`;
}

export const CHAT_EXAMPLES: readonly Examples[] = [
  tokenExamples('slack-bot-token', 'xoxb-{digits:12}-{digits:13}-{alnum:24}', [
    'xoxb-{digits:12}-{alnum:10}',
    'xoxz-{digits:12}-{digits:13}-{alnum:24}',
    'xoxb-{digits:5}-{digits:13}-{alnum:24}',
  ]),
  tokenExamples('slack-user-token', 'xoxp-{digits:12}-{digits:12}-{digits:13}-{hex:32}', [
    'xoxp-{digits:12}-{hex:32}',
    'xoxp-{digits:12}-{digits:12}-{digits:13}-{upper:32}',
    'xoxp-{digits:12}-{digits:12}-{digits:13}-{hex:40}',
  ]),
  tokenExamples('slack-legacy-workspace-token', 'xoxa-2-{digits:12}-{digits:12}-{digits:12}-{hex:32}', [
    'xoxa-2-{digits:5}-{hex:32}',
    'xoxq-2-{digits:12}-{digits:12}-{hex:32}',
    'xoxa-token-{hex:32}',
  ]),
  tokenExamples('slack-app-level-token', 'xapp-1-A{upperdigit:10}-{digits:13}-{hex:64}', [
    'xapp-1-A{upperdigit:10}-{digits:13}-{hex:60}',
    'xapp-A{upperdigit:10}-{digits:13}-{hex:64}',
    'xapx-1-A{upperdigit:10}-{digits:13}-{hex:64}',
  ]),
  tokenExamples('slack-configuration-token', 'xoxe.xoxp-1-{alnum:166}', [
    'xoxe-1-{alnum:40}',
    'xoxe.xoxq-1-{alnum:166}',
    'xoxe-{alnum:146}',
  ]),
  tokenExamples('slack-session-token', 'xoxc-{digits:12}-{digits:12}-{digits:13}-{hex:64}', [
    'xoxc-{digits:12}-{digits:12}-{digits:13}-{hex:32}',
    'xoxd-{alnum:20}',
    'xoxk-{digits:12}-{digits:12}-{digits:13}-{hex:64}',
  ]),
  urlExamples(
    'slack-webhook-url',
    'https://hooks.slack.com/services/T{upperdigit:8}/B{upperdigit:10}/{alnum:24}',
    [
      'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXX',
      'https://hooks.slack.com/services/T{upperdigit:8}/B{upperdigit:10}/{alnum:10}',
      'https://hooks.example.com/services/T{upperdigit:8}/B{upperdigit:10}/{alnum:24}',
      'https://hooks.slack.com/services/',
    ],
  ),
  assignmentExamples('slack-signing-secret', 'SLACK_SIGNING_SECRET', '{hex:32}'),
  {
    detector: 'discord-bot-token',
    matches: [
      (seed) => `DISCORD_TOKEN=${discordToken(seed)}`,
      (seed) => `client.login('${discordToken(seed)}');`,
      (seed) => `discord:\n  bot_token: "${discordToken(seed)}"`,
      (seed) => `bot.run("${discordToken(seed)}")`,
    ],
    misses: [
      'DISCORD_TOKEN=M{alnum:23}.{alnum:6}.{alnum:38}',
      (seed) => `DISCORD_TOKEN=${discordToken(seed).slice(0, 50)}`,
      (seed) => `DISCORD_TOKEN_FILE=/run/${discordToken(seed)}`,
    ],
  },
  urlExamples('discord-webhook-url', 'https://discord.com/api/webhooks/{digits:18}/{base64url:67}a', [
    'https://discord.com/api/webhooks/{digits:18}/{alnum:20}',
    'https://discord.com/api/webhooks/<id>/<token>',
    'https://discord.example/api/webhooks/{digits:18}/{alnum:68}',
  ]),
  assignmentExamples('discord-client-secret', 'DISCORD_CLIENT_SECRET', '{base64url:31}a'),
  {
    detector: 'telegram-bot-token',
    matches: [
      'TELEGRAM_BOT_TOKEN=1{digits:9}:AA{base64url:32}a',
      'bot = telebot.TeleBot("1{digits:8}:AA{base64url:32}a")',
      '{"token": "6{digits:9}:AAH{alnum:32}"}',
    ],
    misses: [
      'TELEGRAM_BOT_TOKEN=1{digits:9}:AA{alnum:30}',
      'TELEGRAM_BOT_TOKEN=1{digits:9}:BA{alnum:33}',
      'TELEGRAM_BOT_TOKEN=1{digits:3}:AA{alnum:33}',
    ],
  },
  urlExamples(
    'teams-webhook-url',
    'https://acme.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{hex:32}/{uuid}',
    [
      'https://acme.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{hex:20}/{uuid}',
      'https://acme.webhook.office.com/webhookb2/',
      'https://acme.example.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{hex:32}/{uuid}',
    ],
  ),
  assignmentExamples('mattermost-token', 'MATTERMOST_TOKEN', '{lowerdigit:26}'),
  urlExamples('mattermost-webhook-url', 'https://chat.example.com/hooks/{lowerdigit:26}', [
    'https://chat.example.com/hooks/{lowerdigit:20}',
    'https://chat.example.com/hooks/{lowerdigit:26}/extra',
    'https://chat.example.com/hook/{lowerdigit:26}',
  ]),
  urlExamples('rocket-chat-webhook-url', 'https://chat.example.com/hooks/{alnum:24}/{alnum:48}', [
    'https://chat.example.com/hooks/{alnum:24}/{alnum:20}',
    'https://chat.example.com/hooks/{alnum:24}',
    'https://chat.example.com/hook/{alnum:24}/{alnum:48}',
  ]),
  assignmentExamples('zoom-client-secret', 'ZOOM_CLIENT_SECRET', '{alnum:32}'),
  {
    detector: 'twilio-auth-token',
    matches: [
      'TWILIO_AUTH_TOKEN={hex:32}',
      "const client = require('twilio')('AC{hex:32}', '{hex:32}');",
      '{"twilioAuthToken": "{hex:32}"}',
    ],
    misses: [
      'TWILIO_AUTH_TOKEN={hex:31}',
      'TWILIO_ACCOUNT_SID=AC{hex:32}',
      'TWILIO_AUTH_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  {
    detector: 'twilio-api-key-secret',
    matches: [
      'TWILIO_API_KEY_SECRET={alnum:32}',
      "twilio('SK{hex:32}', '{alnum:32}', { accountSid })",
      '{"twilioApiSecret": "{alnum:32}"}',
    ],
    misses: [
      'TWILIO_API_KEY_SECRET={alnum:31}',
      'TWILIO_API_KEY=SK{hex:32}',
      'TWILIO_API_KEY_SECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  assignmentExamples('twilio-api-key-sid', 'TWILIO_API_KEY', 'SK{hex:32}'),
  assignmentExamples('vonage-api-secret', 'VONAGE_API_SECRET', '{alnum:16}'),
  {
    detector: 'line-channel-access-token',
    matches: [
      'LINE_CHANNEL_ACCESS_TOKEN={base64:156}1O/w1cDnyilFU=',
      '"channelAccessToken": "{base64:155}1O/w1cDnyilFU="',
      'Authorization: Bearer {base64:157}1O/w1cDnyilFU=',
    ],
    misses: [
      'LINE_TOKEN={base64:60}1O/w1cDnyilFU=',
      'LINE_TOKEN={base64:156}1O/w1cDnyilFV=',
      'LINE_TOKEN={base64:171}=',
    ],
  },
  {
    detector: 'line-channel-secret',
    matches: [
      'LINE_CHANNEL_SECRET={hex:32}',
      '"channelSecret": "{hex:32}"',
      'line.bot.channel-secret={hex:32}',
    ],
    misses: [
      'LINE_CHANNEL_SECRET={hex:31}',
      'LINE_CHANNEL_ID={hex:32}',
      'LINE_CHANNEL_SECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  tokenExamples('matrix-access-token', 'syt_{alnum:12}_{letters:20}_{alnum:6}', [
    'syt_{alnum:12}_{letters:19}_{alnum:6}',
    'sytx_{alnum:12}_{letters:20}_{alnum:6}',
    'syt_{alnum:12}_{letters:20}',
  ]),
  tokenExamples('telnyx-api-key', 'KEY0{HEX:31}_{alnum:22}', [
    'KEY0{HEX:31}_{alnum:20}',
    'KEY0{HEX:30}_{alnum:22}',
    'KEX0{HEX:31}_{alnum:22}',
  ]),
  assignmentExamples('infobip-api-key', 'INFOBIP_API_KEY', '{hex:32}-{uuid}'),
  assignmentExamples('plivo-auth-token', 'PLIVO_AUTH_TOKEN', '{alnum:40}'),
  assignmentExamples('bird-access-key', 'MESSAGEBIRD_API_KEY', '{alnum:25}'),
  assignmentExamples('sinch-api-token', 'SINCH_API_TOKEN', '{hex:32}'),
  urlExamples('lark-webhook-url', 'https://open.feishu.cn/open-apis/bot/v2/hook/{uuid}', [
    'https://open.feishu.cn/open-apis/bot/v2/hook/{hex:20}',
    'https://open.feishu.cn/open-apis/bot/v2/hook/xxxxxxxx',
    'https://open.example.cn/open-apis/bot/v2/hook/{uuid}',
  ]),
  urlExamples('dingtalk-webhook-url', 'https://oapi.dingtalk.com/robot/send?access_token={hex:64}', [
    'https://oapi.dingtalk.com/robot/send?access_token={hex:60}',
    'https://oapi.dingtalk.com/robot/send?access_token=XXXXXX',
    'https://oapi.example.com/robot/send?access_token={hex:64}',
  ]),
  urlExamples('wecom-webhook-url', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={uuid}', [
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={hex:20}',
    'https://qyapi.weixin.qq.com/cgi-bin/gettoken?key={uuid}',
    'https://qyapi.example.com/cgi-bin/webhook/send?key={uuid}',
  ]),
  urlExamples(
    'google-chat-webhook-url',
    'https://chat.googleapis.com/v1/spaces/AAAA{alnum:7}/messages?key=public-key&token={base64url:42}a',
    [
      'https://chat.googleapis.com/v1/spaces/AAAA{alnum:7}/messages?key=public-key&token={alnum:10}',
      'https://chat.googleapis.com/v1/spaces/AAAA{alnum:7}/messages',
      'https://chat.example.com/v1/spaces/AAAA{alnum:7}/messages?key=public-key&token={alnum:43}',
    ],
  ),
  {
    detector: 'webex-token',
    matches: [
      'WEBEX_TOKEN={alnum:64}_PF84_{uuid}',
      '"botToken": "{alnum:64}_PE93_{uuid}"',
      'Authorization: Bearer {alnum:64}_PF84_{uuid}',
    ],
    misses: [
      'WEBEX_TOKEN={alnum:60}_PF84_{uuid}',
      'WEBEX_TOKEN={alnum:64}_XF84_{uuid}',
      'WEBEX_TOKEN={alnum:64}_PF84_{hex:32}',
    ],
  },
  tokenExamples('twitch-chat-token', 'oauth:{lowerdigit:30}', [
    'oauth:{lowerdigit:20}',
    'oauth2:{lowerdigit:30}',
    'oauth:{lowerdigit:31}',
  ]),
  urlExamples('ifttt-webhook-key', 'https://maker.ifttt.com/trigger/build_done/with/key/{base64url:21}a', [
    'https://maker.ifttt.com/trigger/build_done/with/key/{alnum:10}',
    'https://maker.ifttt.com/trigger/{event}/with/key/{key}',
    'https://maker.example.com/trigger/a/with/key/{alnum:22}',
  ]),
  tokenExamples('ntfy-access-token', 'tk_{lowerdigit:29}', [
    'tk_{lowerdigit:28}',
    'tx_{lowerdigit:29}',
    'tk_{upper:29}',
  ]),
  assignmentExamples('gotify-token', 'GOTIFY_TOKEN', 'A{alnum:14}'),
  assignmentExamples('zulip-api-key', 'ZULIP_API_KEY', '{alnum:32}'),
  assignmentExamples('viber-auth-token', 'VIBER_AUTH_TOKEN', '{hex:16}-{hex:16}-{hex:16}'),
];
