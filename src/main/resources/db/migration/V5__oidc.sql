-- Logout tokens that were acted upon, until they have expired anyway: each is good once.
create table used_logout_token (
    source_id bigint not null references identity_source on delete cascade,
    jti       bytea not null,                           -- SHA-256: an id has no limit of its own
    until     timestamptz not null,
    primary key (source_id, jti)
);
create index used_logout_token_until on used_logout_token (until);
