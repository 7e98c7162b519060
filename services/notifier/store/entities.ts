import { EntitySchema } from 'typeorm';

export interface OldSecret {
  sealed: string;
  /** RFC 3339: signed with until then. */
  until: string;
}

export interface EndpointRow {
  id: string;
  owner_id: string;
  /** Set where an API key registered it: it then hears of that key's jobs only. */
  api_key_id: string | null;
  url: string;
  event_types: string[];
  description: string | null;
  sealed_secrets: string;
  public_key: string;
  old_secrets: OldSecret[];
  rotation_id: string | null;
  failing_since: Date | null;
  disabled_at: Date | null;
  disabled_reason: 'BY_OWNER' | 'GONE' | 'FAILING' | null;
  created_at: Date;
  updated_at: Date;
}

export interface DeliveryRow {
  id: string;
  endpoint_id: string;
  type: string;
  /** The exact text that is signed and sent. */
  body: string;
  status: 'pending' | 'delivered' | 'failed';
  /** Attempts made, over all replays. */
  attempt: number;
  /** Attempts made of the present schedule. */
  step: number;
  due_at: Date;
  lease: string | null;
  created_at: Date;
  finished_at: Date | null;
}

export interface AttemptRow {
  delivery_id: string;
  number: number;
  at: Date;
  status: number | null;
  duration_ms: number;
  error: string | null;
  reply: string | null;
}

export const endpoints = new EntitySchema<EndpointRow>({
  name: 'WebhookEndpoint',
  schema: 'notifier',
  tableName: 'endpoints',
  columns: {
    id: { type: 'uuid', primary: true },
    owner_id: { type: 'uuid' },
    api_key_id: { type: 'uuid', nullable: true },
    url: { type: 'text' },
    event_types: { type: 'text', array: true },
    description: { type: 'text', nullable: true },
    sealed_secrets: { type: 'text' },
    public_key: { type: 'text' },
    old_secrets: { type: 'jsonb' },
    rotation_id: { type: 'uuid', nullable: true },
    failing_since: { type: 'timestamptz', nullable: true },
    disabled_at: { type: 'timestamptz', nullable: true },
    disabled_reason: { type: 'text', nullable: true },
    created_at: { type: 'timestamptz' },
    updated_at: { type: 'timestamptz' },
  },
});

export const deliveries = new EntitySchema<DeliveryRow>({
  name: 'WebhookDelivery',
  schema: 'notifier',
  tableName: 'deliveries',
  columns: {
    id: { type: 'uuid', primary: true },
    endpoint_id: { type: 'uuid' },
    type: { type: 'text' },
    body: { type: 'text' },
    status: { type: 'text' },
    attempt: { type: 'int' },
    step: { type: 'int' },
    due_at: { type: 'timestamptz' },
    lease: { type: 'uuid', nullable: true },
    created_at: { type: 'timestamptz' },
    finished_at: { type: 'timestamptz', nullable: true },
  },
});

export const attempts = new EntitySchema<AttemptRow>({
  name: 'WebhookAttempt',
  schema: 'notifier',
  tableName: 'attempts',
  columns: {
    delivery_id: { type: 'uuid', primary: true },
    number: { type: 'int', primary: true },
    at: { type: 'timestamptz' },
    status: { type: 'int', nullable: true },
    duration_ms: { type: 'int' },
    error: { type: 'text', nullable: true },
    reply: { type: 'text', nullable: true },
  },
});
