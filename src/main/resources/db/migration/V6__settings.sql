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

-------------------------------------------------------------------------------------------------------- jobs

-- Work that somebody starts, or a schedule: one run of a kind at a time over all nodes. Whichever node is free takes it
-- and moves beat_at; one whose node is gone is taken over by another, under a new claim.
create table job_run (
    id         bigint generated always as identity primary key,
    kind       text collate "C" not null,
    state      text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    flags      text[] not null default '{}',
    asked_by   text not null,
    asked_at   timestamptz not null default now(),
    started_at timestamptz,
    ended_at   timestamptz,
    claim      uuid,
    node       text not null default '',
    beat_at    timestamptz,
    attempts   integer not null default 0,
    step       text not null default '',
    done       bigint not null default 0,
    total      bigint not null default 0,                 -- 0: not known
    cancel     boolean not null default false,
    result     text not null default ''
);
create unique index job_run_active on job_run (kind) where state in ('waiting', 'running');
create index job_run_kind on job_run (kind, id);

create table job_line (
    run_id bigint not null references job_run on delete cascade,
    line   integer not null,
    at     timestamptz not null default now(),
    text   text not null,
    primary key (run_id, line)
);

create table job_schedule (
    kind       text collate "C" primary key,
    cron       text not null,                             -- five fields, in UTC
    flags      text[] not null default '{}',
    next_at    timestamptz not null,
    changed_at timestamptz not null default now(),
    changed_by text not null
);

------------------------------------------------------------------------------------------------------- use

-- A tag of an immutable repository stays where it points, and is not deleted.
alter table repository add column immutable_tags boolean not null default false;

-- Counted as the audit log is sealed, so that each event counts once. No references to other tables: a count must not
-- make a push or a deletion wait. Days by UTC.
create table usage_day (
    day         date primary key,
    pulls       bigint not null default 0,
    pushes      bigint not null default 0,
    blobs       bigint,                                   -- at the end of the day; null where nobody looked
    bytes       bigint,
    measured_at timestamptz
);
create table repository_usage (
    repository_id bigint primary key,
    pulls         bigint not null default 0,
    pushes        bigint not null default 0,
    pulled_at     timestamptz,
    pushed_at     timestamptz
);
create table manifest_usage (
    manifest_id bigint primary key,
    pulls       bigint not null default 0,
    pulled_at   timestamptz not null
);

-- What the collectors of all nodes have freed so far.
create table gc_total (
    only_row boolean primary key default true check (only_row),
    blobs    bigint not null default 0,
    bytes    bigint not null default 0,
    freed_at timestamptz
);
insert into gc_total default values;

-- Labels and annotations of images, for the search. Filled some seconds after a push; no references, as with counts.
create index manifest_digest on manifest (digest);
create table manifest_label (
    manifest_id bigint not null,
    key         text collate "C" not null,
    value       text collate "C" not null,                -- the first 500 characters
    primary key (manifest_id, key)
);
create index manifest_label_key on manifest_label (key, value, manifest_id);
create table label_queue (
    manifest_id bigint primary key
);

----------------------------------------------------------------------------------------------------- backups

-- While a row is here that has not ended, no object is deleted: a backup still reads what its snapshot names. See
-- blob.ObjectHolds.
create table object_hold (
    id      uuid primary key,
    until   timestamptz not null,
    why     text not null
);

-- Backups that were made of this registry and are kept.
create table backup (
    id          text collate "C" not null,
    folder      text collate "C" not null,
    snapshot_at timestamptz not null,                     -- the moment of what it holds
    ended_at    timestamptz not null default now(),
    verified_at timestamptz,
    with_blobs  boolean not null,
    blobs       bigint not null,
    bytes       bigint not null,
    added_bytes bigint not null,                          -- of blobs that no earlier backup of the folder had
    problems    integer not null default 0,               -- blobs that could not be read
    primary key (folder, id)
);
create index backup_snapshot on backup (snapshot_at);

-- A restore that has not ended: the tables are there, blobs may not be. No server starts meanwhile.
create table restore_mark (
    only_row   boolean primary key default true check (only_row),
    backup     text not null,
    began_at   timestamptz not null default now()
);
