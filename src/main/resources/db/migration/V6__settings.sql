-- What an administrator sets for the whole registry. A section is a record; each change of it is a version.

create table setting (
    section    text collate "C" primary key,
    version    bigint not null check (version > 0),
    value      jsonb not null,                  -- never holds a secret
    changed_at timestamptz not null default now(),
    changed_by text not null
);

create table setting_version (
    section    text collate "C" not null references setting on delete cascade,
    version    bigint not null,
    value      jsonb not null,
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (section, version)
);

create table setting_secret (
    name       text collate "C" primary key,    -- section.name
    sealed     bytea not null,
    changed_at timestamptz not null default now()
);

-- Moves with every change; each node polls it, as it does access_epoch.
create table settings_epoch (
    only_row boolean primary key default true check (only_row),
    value    bigint not null
);
insert into settings_epoch (value) values (1);

create function bump_settings_epoch() returns trigger language plpgsql as $$
begin
    update settings_epoch set value = value + 1;
    return null;
end $$;

create trigger setting_epoch after insert or update or delete on setting
    for each statement execute function bump_settings_epoch();
create trigger setting_secret_epoch after insert or update or delete on setting_secret
    for each statement execute function bump_settings_epoch();
-- Whether a push creates its repository, and whether everyone may pull, are part of decisions that are remembered.
create trigger setting_access_epoch after insert or update or delete on setting
    for each statement execute function bump_access_epoch();

-- What an ACME server asks for while an order is open: on whichever node it asks.
create table acme_challenge (
    token      text collate "C" primary key,
    proof      text not null,
    created_at timestamptz not null default now()
);

-- How far the bytes have moved to another store; a row while they do. Which stores is in the settings.
create table storage_move (
    only_row      boolean primary key default true check (only_row),
    target        jsonb not null,                         -- once it is the main store, the move is switched
    state         text not null default 'copying' check (state in ('copying', 'complete')),
    pass          integer not null default 1,
    after_key     text collate "C" not null default '',   -- objects up to here were looked at in this pass
    seen          bigint not null default 0,              -- in this pass
    missing       bigint not null default 0,              -- of them, were not in both stores
    copied        bigint not null default 0,              -- in all passes
    copied_bytes  bigint not null default 0,
    failed        bigint not null default 0,              -- in this pass
    problem       text,                                   -- the last failure
    started_at    timestamptz not null default now(),
    started_by    text not null,
    completed_at  timestamptz,                            -- when a pass last found everything in both
    claimed_by    uuid,
    claimed_until timestamptz not null default now()
);

create index blob_object_key on blob (object_key) where object_key <> '';
