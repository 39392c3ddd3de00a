-- Who may: robots, roles, prefix grants, identity sources, access tokens, sessions. Every table whose change alters what
-- somebody may do moves the access epoch; what is written on each use (last used, sessions) is kept in tables that do not.

------------------------------------------------------------------------------------------------------------ accounts

-- A robot is an account: its uploads, tokens and events need no second kind of reference. Its name, acme+ci, can be
-- neither a user nor a namespace, since + stands in no repository name.
alter table account drop constraint account_kind_check;
alter table account add constraint account_kind_check check (kind in ('user', 'organization', 'robot'));
alter table account add column auditor boolean not null default false;
alter table account add column auditor_pulls boolean not null default false;
alter table account add column email text not null default '';
alter table account add constraint account_auditor_check check (kind = 'user' or not (auditor or auditor_pulls));

-- A name that was given up stays nobody's for as long as something issued under it could still be alive.
create table retired_name (
    name  text collate "C" primary key,
    until timestamptz not null
);

-------------------------------------------------------------------------------------------------------------- roles

-- What a grant gives: the three levels, and named sets of the same permissions. Every role can view and pull, so that
-- a page of what somebody sees never has to look at roles.
create table role (
    name        text collate "C" primary key,
    built_in    boolean not null default false,
    description text not null default '',
    permissions text[] not null check (permissions @> array['view', 'pull'])
);
insert into role (name, built_in, description, permissions) values
    ('read-only', true, 'View and pull.', array['view', 'pull']),
    ('read-write', true, 'View, pull, push, delete tags and start scans.',
        array['view', 'pull', 'push', 'delete', 'scan']),
    ('admin', true, 'Everything, on what it is granted on.',
        array['view', 'pull', 'push', 'delete', 'scan', 'edit', 'visibility', 'grant', 'activity', 'remove', 'create']);

alter table access_grant drop constraint access_grant_level_check;
alter table access_grant add constraint access_grant_role foreign key (level) references role on update cascade;

-- A grant on a prefix of names within a namespace: 'acme/web/' for what is written acme/web/*.
alter table access_grant add column prefix text collate "C";
alter table access_grant add constraint access_grant_prefix_check check (prefix is null or namespace_id is not null);
drop index access_grant_once;
create unique index access_grant_once on access_grant (subject, coalesce(account_id, 0), coalesce(team_id, 0),
    coalesce(namespace_id, 0), coalesce(repository_id, 0), coalesce(prefix, ''));

create index access_grant_everyone_below on access_grant (prefix) where subject = 'everyone' and prefix is not null;

-- Members of a creator team may create repositories in the organization, and become admin of those.
alter table team add column creator boolean not null default false;

-- Given on each new repository of the namespace.
create table default_grant (
    id           bigint generated always as identity primary key,
    namespace_id bigint not null references account on delete cascade,
    account_id   bigint references account on delete cascade,
    team_id      bigint references team on delete cascade,
    level        text not null references role on update cascade,
    check ((account_id is null) <> (team_id is null))
);
create unique index default_grant_once on default_grant (namespace_id, coalesce(account_id, 0), coalesce(team_id, 0));

------------------------------------------------------------------------------------------------------------- robots

create table robot (
    account_id      bigint primary key references account on delete cascade,
    organization_id bigint references account on delete cascade,   -- null: system-wide
    description     text not null default '',
    created_by      text not null,
    -- Who answers for it: whoever made it, until somebody takes it over. Null when that account is gone, or for the
    -- command line.
    responsible_id  bigint references account on delete set null,
    expires_at      timestamptz
);
create index robot_organization on robot (organization_id);
create index robot_responsible on robot (responsible_id);

-- What a robot may do: a repository (acme/web), a prefix (acme/web/*), a namespace (acme/*) or everything (*).
create table robot_permission (
    account_id bigint not null references robot on delete cascade,
    pattern    text collate "C" not null,
    actions    text[] not null check (cardinality(actions) > 0),
    primary key (account_id, pattern)
);

-- Two at most are valid at a time, so that one can be changed without a moment in which neither works.
create table robot_secret (
    id          bigint generated always as identity primary key,
    account_id  bigint not null references robot on delete cascade,
    hash        bytea not null unique,                  -- SHA-256: the secret has 256 random bits
    hint        text not null,                          -- its last characters, to tell it from others
    created_at  timestamptz not null default now(),
    valid_until timestamptz
);
create index robot_secret_account on robot_secret (account_id);

------------------------------------------------------------------------------------------------------ access tokens

create table access_token (
    id           bigint generated always as identity primary key,
    account_id   bigint not null references account on delete cascade,
    label        text not null,
    hash         bytea not null unique,                 -- SHA-256: the token has 256 random bits
    hint         text not null,
    repositories text[] not null check (cardinality(repositories) > 0),   -- patterns as in robot_permission
    actions      text[] not null check (cardinality(actions) > 0),
    addresses    text[] not null default '{}',          -- CIDR; empty: from anywhere
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    active       boolean not null default true
);
create index access_token_account on access_token (account_id, id);

-- Apart from the credentials themselves, so that their use does not move the access epoch.
create table credential_use (
    credential text primary key,                        -- token:7, robot-secret:9
    used_at    timestamptz not null,
    client     text not null,
    address    text not null
);

-------------------------------------------------------------------------------------------------- identity sources

-- Who proves who somebody is, asked in order of position. The local accounts are one of them.
create table identity_source (
    id         bigint generated always as identity primary key,
    name       text collate "C" not null unique,
    kind       text not null check (kind in ('local', 'ldap', 'oidc')),
    position   integer not null,
    enabled    boolean not null default true,
    settings   jsonb not null default '{}',             -- read by its kind
    secret     bytea,                                   -- bind password or client secret, sealed with the master key
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
insert into identity_source (name, kind, position) values ('local', 'local', 0);

-- Somebody as a source knows them, apart from the account that belongs to it. The subject never changes: entryUUID,
-- objectGUID or sub; the login is what the source calls them now.
create table identity (
    id           bigint generated always as identity primary key,
    account_id   bigint not null references account on delete cascade,
    source_id    bigint not null references identity_source on delete cascade,
    subject      text collate "C" not null,
    login        text not null,
    created_at   timestamptz not null default now(),
    unique (source_id, subject)
);
create index identity_account on identity (account_id);

-- A team whose members a source decides. Nobody is added to or removed from it by hand.
create table team_sync (
    team_id   bigint primary key references team on delete cascade,
    source_id bigint not null references identity_source on delete cascade,
    settings  jsonb not null                            -- ldap: group DN or search; oidc: the group's name
);
create index team_sync_source on team_sync (source_id);

-- Issuers of workload tokens (GitHub, GitLab, Kubernetes), trusted by an administrator, and whose tokens may act as
-- which robot.
create table workload_issuer (
    id       bigint generated always as identity primary key,
    name     text collate "C" not null unique,
    issuer   text not null unique,
    settings jsonb not null default '{}'                -- where its keys are: discovery, jwks_uri or the keys themselves
);
create table robot_trust (
    id         bigint generated always as identity primary key,
    account_id bigint not null references robot on delete cascade,
    issuer_id  bigint not null references workload_issuer on delete cascade,
    audience   text not null,
    claims     jsonb not null,                          -- claim: what it must equal, * stands for any characters
    created_by text not null
);
create index robot_trust_account on robot_trust (account_id);
create index robot_trust_issuer on robot_trust (issuer_id);

------------------------------------------------------------------------------------------- sessions, second factor

create table session (
    hash       bytea primary key,                       -- SHA-256 of the cookie's value
    id         bigint generated always as identity unique,   -- to name it in a list without its secret
    account_id bigint not null references account on delete cascade,
    source_id  bigint references identity_source on delete cascade,
    idp_sid    text,                                    -- sid of the provider's session, for its log-out
    idp_sub    text,
    created_at timestamptz not null default now(),
    seen_at    timestamptz not null default now(),
    address    text not null,
    client     text not null
);
create index session_account on session (account_id, created_at);
create index session_idp on session (source_id, idp_sid) where idp_sid is not null;
create index session_idp_sub on session (source_id, idp_sub) where idp_sub is not null;

-- The time-based one-time password (RFC 6238) of a local account.
create table second_factor (
    account_id bigint primary key references account on delete cascade,
    secret     bytea not null,                          -- sealed with the master key
    confirmed  boolean not null default false,
    last_step  bigint not null default 0                -- a code is good once
);
create table recovery_code (
    account_id bigint not null references account on delete cascade,
    hash       bytea not null,
    primary key (account_id, hash)
);

-- The token that opened an upload may finish it, however long that takes.
alter table upload add column opened_by text;

create trigger role_epoch after update or delete on role
    for each statement execute function bump_access_epoch();
create trigger robot_epoch after insert or update or delete on robot
    for each statement execute function bump_access_epoch();
create trigger robot_permission_epoch after insert or update or delete on robot_permission
    for each statement execute function bump_access_epoch();
create trigger robot_secret_epoch after update or delete on robot_secret
    for each statement execute function bump_access_epoch();
create trigger access_token_epoch after update or delete on access_token
    for each statement execute function bump_access_epoch();
create trigger identity_source_epoch after insert or update or delete on identity_source
    for each statement execute function bump_access_epoch();
create trigger identity_epoch after insert or update or delete on identity
    for each statement execute function bump_access_epoch();
create trigger workload_issuer_epoch after insert or update or delete on workload_issuer
    for each statement execute function bump_access_epoch();
create trigger robot_trust_epoch after insert or update or delete on robot_trust
    for each statement execute function bump_access_epoch();
create trigger second_factor_epoch after insert or update of secret, confirmed or delete on second_factor
    for each statement execute function bump_access_epoch();
