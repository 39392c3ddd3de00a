-- The registry's tables. Names and digests are compared byte by byte (collation "C"): that is the order of every list,
-- and what makes an index usable for keyset pages. Bytes of blobs are in the blob store; manifests are small and live
-- here, so that one commit makes a manifest, its tag and its event durable together.

------------------------------------------------------------------------------------------------ accounts and rights

create table account (
    id            bigint generated always as identity primary key,
    name          text collate "C" not null unique,
    kind          text not null check (kind in ('user', 'organization')),
    password_hash text,
    administrator boolean not null default false,
    active        boolean not null default true,
    full_name     text not null default '',
    created_at    timestamptz not null default now(),
    check (kind = 'user' or (password_hash is null and not administrator))
);

create table organization_member (
    organization_id bigint not null references account on delete cascade,
    account_id      bigint not null references account on delete cascade,
    owner           boolean not null default false,
    primary key (organization_id, account_id)
);
create index organization_member_account on organization_member (account_id);

create table team (
    id              bigint generated always as identity primary key,
    organization_id bigint not null references account on delete cascade,
    name            text collate "C" not null,
    unique (organization_id, name)
);

create table team_member (
    team_id    bigint not null references team on delete cascade,
    account_id bigint not null references account on delete cascade,
    primary key (team_id, account_id)
);
create index team_member_account on team_member (account_id);

create table repository (
    id           bigint generated always as identity primary key,
    namespace_id bigint not null references account,
    name         text collate "C" not null unique,       -- canonical and whole: acme/web
    description  text not null default '',
    created_at   timestamptz not null default now()
);
create index repository_namespace on repository (namespace_id, name);

-- A repository is public when a grant gives read-only to everyone.
create table access_grant (
    id            bigint generated always as identity primary key,
    subject       text not null check (subject in ('everyone', 'user', 'team')),
    account_id    bigint references account on delete cascade,
    team_id       bigint references team on delete cascade,
    namespace_id  bigint references account on delete cascade,
    repository_id bigint references repository on delete cascade,
    repository_name text collate "C",                    -- that of the repository: pages of what a caller sees need it
    level         text not null check (level in ('read-only', 'read-write', 'admin')),
    created_at    timestamptz not null default now(),
    check ((subject = 'user') = (account_id is not null)),
    check ((subject = 'team') = (team_id is not null)),
    check ((namespace_id is null) <> (repository_id is null)),
    check ((repository_name is null) = (repository_id is null)),
    check (subject <> 'everyone' or level = 'read-only')
);
-- PostgreSQL 14 has no "nulls not distinct"; no row has the id 0.
create unique index access_grant_once on access_grant (subject, coalesce(account_id, 0), coalesce(team_id, 0),
    coalesce(namespace_id, 0), coalesce(repository_id, 0));
create index access_grant_repository on access_grant (repository_id);
create index access_grant_namespace on access_grant (namespace_id);
create index access_grant_account on access_grant (account_id, repository_name);
create index access_grant_team on access_grant (team_id, repository_name);
create index access_grant_everyone on access_grant (repository_name) where subject = 'everyone';

-- One row that moves with every change of rights, in the same transaction. Nodes poll it and drop what they remember.
create table access_epoch (
    only_row boolean primary key default true check (only_row),
    value    bigint not null
);
insert into access_epoch (value) values (1);

create function bump_access_epoch() returns trigger language plpgsql as $$
begin
    update access_epoch set value = value + 1;
    return null;
end $$;

create trigger account_epoch after update or delete on account
    for each statement execute function bump_access_epoch();
create trigger organization_member_epoch after insert or update or delete on organization_member
    for each statement execute function bump_access_epoch();
create trigger team_epoch after update or delete on team
    for each statement execute function bump_access_epoch();
create trigger team_member_epoch after insert or update or delete on team_member
    for each statement execute function bump_access_epoch();
create trigger access_grant_epoch after insert or update or delete on access_grant
    for each statement execute function bump_access_epoch();
-- Not on insert: a repository that did not exist is never remembered as missing.
create trigger repository_epoch after update or delete on repository
    for each statement execute function bump_access_epoch();

create table signing_key (
    kid         text primary key,
    public_jwk  text not null,
    private_key bytea not null,                           -- sealed with the master key, kid bound as associated data
    created_at  timestamptz not null default now(),
    retired_at  timestamptz                               -- verifies until its last token has expired
);

create table setup_token (
    hash       bytea primary key,                         -- SHA-256 of the token in the link
    expires_at timestamptz not null
);

insert into account (name, kind) values ('library', 'organization');

----------------------------------------------------------------------------------------------- blobs and uploads

create table blob (
    id         bigint generated always as identity primary key,
    digest     text collate "C" not null unique,
    size       bigint not null check (size >= 0),
    object_key text not null,                             -- '' when its bytes were wrong and were set aside: unknown
                                                          -- to all until somebody pushes it again
    created_at timestamptz not null default now()
);

-- Which repository may reach which blob. A blob with a link cannot be deleted.
create table blob_link (
    repository_id bigint not null references repository on delete cascade,
    blob_id       bigint not null references blob,
    created_at    timestamptz not null default now(),
    primary key (repository_id, blob_id)
);
-- Both columns: some blobs, such as the empty config, are linked by every repository.
create index blob_link_blob on blob_link (blob_id, repository_id);

-- An open upload. received counts bytes that are synced, never more. writer is the request that appends just now, and
-- partial the name of what it appends to: one that takes over from a dead writer goes on in a copy.
create table upload (
    id            uuid primary key,
    repository_id bigint not null references repository on delete cascade,
    account_id    bigint references account on delete cascade,
    received      bigint not null default 0,
    partial       text not null,
    writer        uuid,
    writer_until  timestamptz,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);
create index upload_updated on upload (updated_at);
create index upload_repository on upload (repository_id);

-- Objects whose row is gone and whose bytes are still to be deleted.
create table doomed_object (
    object_key text primary key,
    doomed_at  timestamptz not null default now()
);

------------------------------------------------------------------------------------------------ manifests and tags

create table manifest (
    id             bigint generated always as identity primary key,
    repository_id  bigint not null references repository on delete cascade,
    digest         text collate "C" not null,
    media_type     text not null,
    artifact_type  text,
    subject_digest text collate "C",
    content        bytea not null,
    pushed_by      bigint references account on delete set null,
    created_at     timestamptz not null default now(),
    unique (repository_id, digest)
);
create index manifest_subject on manifest (repository_id, subject_digest, digest) where subject_digest is not null;

-- The composite key makes it impossible to take away a link that a manifest needs.
create table manifest_blob (
    manifest_id   bigint not null references manifest on delete cascade,
    repository_id bigint not null,
    blob_id       bigint not null,
    primary key (manifest_id, blob_id),
    foreign key (repository_id, blob_id) references blob_link
);
create index manifest_blob_link on manifest_blob (repository_id, blob_id);

-- Children of an index; a child lives as long as any index refers to it.
create table manifest_child (
    parent_id bigint not null references manifest on delete cascade,
    child_id  bigint not null references manifest,
    primary key (parent_id, child_id)
);
create index manifest_child_child on manifest_child (child_id);

create table tag (
    repository_id bigint not null references repository on delete cascade,
    name          text collate "C" not null,
    manifest_id   bigint not null references manifest,
    pushed_by     bigint references account on delete set null,
    updated_at    timestamptz not null default now(),
    primary key (repository_id, name)
);
create index tag_manifest on tag (manifest_id);

----------------------------------------------------------------------------------------------- garbage collection

-- Queues, fed as rows change, so that the cost follows the garbage and not the store.
create table gc_manifest (
    manifest_id bigint primary key references manifest on delete cascade,
    queued_at   timestamptz not null default now()
);
create index gc_manifest_queued on gc_manifest (queued_at);
create table gc_link (
    repository_id bigint not null,
    blob_id       bigint not null,
    queued_at     timestamptz not null default now(),
    primary key (repository_id, blob_id),
    foreign key (repository_id, blob_id) references blob_link on delete cascade
);
create index gc_link_queued on gc_link (queued_at);
create table gc_blob (
    blob_id   bigint primary key references blob on delete cascade,
    queued_at timestamptz not null default now()
);
create index gc_blob_queued on gc_blob (queued_at);

-- A link is garbage when no manifest of its repository came to use it.
create function queue_new_link() returns trigger language plpgsql as $$
begin
    insert into gc_link (repository_id, blob_id)
        select repository_id, blob_id from added
        on conflict (repository_id, blob_id) do update set queued_at = now();
    return null;
end $$;
create trigger blob_link_added after insert on blob_link
    referencing new table as added for each statement execute function queue_new_link();

create function queue_unused_link() returns trigger language plpgsql as $$
begin
    insert into gc_link (repository_id, blob_id)
        select distinct r.repository_id, r.blob_id from removed r
        join blob_link l on l.repository_id = r.repository_id and l.blob_id = r.blob_id
        order by 1, 2
        on conflict (repository_id, blob_id) do update set queued_at = now();
    return null;
end $$;
create trigger manifest_blob_removed after delete on manifest_blob
    referencing old table as removed for each statement execute function queue_unused_link();

create function queue_unlinked_blob() returns trigger language plpgsql as $$
begin
    insert into gc_blob (blob_id)
        select distinct r.blob_id from removed r join blob b on b.id = r.blob_id
        order by 1
        on conflict (blob_id) do update set queued_at = now();
    return null;
end $$;
create trigger blob_link_removed after delete on blob_link
    referencing old table as removed for each statement execute function queue_unlinked_blob();

-- Also when a manifest is pushed again: its clock begins anew. What got its tag in the same statement need not wait here.
create function queue_new_manifest() returns trigger language plpgsql as $$
begin
    insert into gc_manifest (manifest_id)
        select a.id from added a where not exists (select from tag t where t.manifest_id = a.id)
        order by 1
        on conflict (manifest_id) do update set queued_at = now();
    return null;
end $$;
create trigger manifest_added after insert on manifest
    referencing new table as added for each statement execute function queue_new_manifest();
create trigger manifest_pushed_again after update on manifest
    referencing new table as added for each statement execute function queue_new_manifest();

create function queue_untagged_manifest() returns trigger language plpgsql as $$
begin
    insert into gc_manifest (manifest_id)
        select distinct r.manifest_id from removed r join manifest m on m.id = r.manifest_id
        order by 1
        on conflict (manifest_id) do update set queued_at = now();
    return null;
end $$;
create trigger tag_removed after delete on tag
    referencing old table as removed for each statement execute function queue_untagged_manifest();
create trigger tag_moved after update on tag
    referencing old table as removed for each statement execute function queue_untagged_manifest();

create function queue_orphaned_child() returns trigger language plpgsql as $$
begin
    insert into gc_manifest (manifest_id)
        select distinct r.child_id from removed r join manifest m on m.id = r.child_id
        order by 1
        on conflict (manifest_id) do update set queued_at = now();
    return null;
end $$;
create trigger manifest_child_removed after delete on manifest_child
    referencing old table as removed for each statement execute function queue_orphaned_child();

-- A referrer (signature, SBOM) lives as long as its subject; when that goes, it is looked at again.
create function queue_orphaned_referrer() returns trigger language plpgsql as $$
begin
    insert into gc_manifest (manifest_id)
        select m.id from removed r
        join manifest m on m.repository_id = r.repository_id and m.subject_digest = r.digest
        order by 1
        on conflict (manifest_id) do update set queued_at = now();
    return null;
end $$;
create trigger manifest_removed after delete on manifest
    referencing old table as removed for each statement execute function queue_orphaned_referrer();

-- One row that moves when content of a repository is taken away, so that nodes drop what they remember of it. The
-- trigger is deferred: at the end of the transaction no other lock is taken any more, so this row cannot deadlock.
create table content_epoch (
    only_row boolean primary key default true check (only_row),
    value    bigint not null
);
insert into content_epoch (value) values (1);

create function bump_content_epoch() returns trigger language plpgsql as $$
begin
    if current_setting('portcullis.bumped', true) is distinct from pg_current_xact_id()::text then
        update content_epoch set value = value + 1;
        perform set_config('portcullis.bumped', pg_current_xact_id()::text, true);
    end if;
    return null;
end $$;
create constraint trigger blob_link_epoch after delete on blob_link
    deferrable initially deferred for each row execute function bump_content_epoch();
create constraint trigger manifest_epoch after delete on manifest
    deferrable initially deferred for each row execute function bump_content_epoch();

---------------------------------------------------------------------------------------------------- events, nodes

-- What happened, written in the transaction that made it happen.
create table event (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    kind       text not null,
    account    text not null,
    repository text,
    reference  text,
    digest     text,
    detail     text
);

-- Who is up. While a node alone is up it holds a lease to answer tags from memory; a second one waits for its end.
create table node (
    id         uuid primary key,
    address    text not null,
    version    text not null,
    started_at timestamptz not null default now(),
    seen_at    timestamptz not null default now(),
    alone_until timestamptz not null default '-infinity',
    host       text not null default '',                  -- from here on: what the node tells of itself, at checked_at
    checked_at timestamptz,
    clock_ahead_ms bigint,
    storage_well boolean,
    certificate_until timestamptz
);
