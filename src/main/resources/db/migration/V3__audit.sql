-- The event table becomes the audit log: one partition a month, never changed, sealed by a chain of hashes.

alter table event rename to event_v1;
alter table event_v1 rename constraint event_pkey to event_v1_pkey;

-- No foreign keys: what happened stays true when the account or the repository is gone.
create sequence event_id;
create table event (
    id         bigint not null default nextval('event_id'),
    at         timestamptz not null default now(),
    kind       text collate "C" not null,
    account    text collate "C" not null,                -- the name it had then
    account_id bigint,
    credential text,                                     -- with what it proved itself: password, token 7 "laptop"
    address    text collate "C",                         -- where the request came from, behind trusted proxies
    request_id text collate "C",
    result     text not null default 'ok' check (result in ('ok', 'refused', 'failed')),
    repository text collate "C",
    reference  text,
    digest     text collate "C",
    detail     text,
    client     text,
    times      integer not null default 1 check (times > 0),  -- how often, where the same was counted together
    primary key (id, at)
) partition by range (at);

-- Each page of the log is one walk down one of these. The first is on an expression, so that the planner cannot take it
-- for the pages of an account, and look for ever among the events of all others. See event.AuditLog.
create index event_time on event ((at at time zone 'UTC'), id);
create index event_account on event (account, at, id);
create index event_kind on event (kind, at, id);
create index event_repository on event (repository, at, id) where repository is not null;
create index event_repository_change on event (repository, at, id)
    where repository is not null and kind <> 'manifest.pulled';
create index event_address on event (address, at, id) where address is not null;
create index event_not_ok on event (at, id) where result <> 'ok';

----------------------------------------------------------------------------------------------------- append-only

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only added to: no % of %', lower(tg_op), tg_table_name
        using errcode = 'insufficient_privilege';
end $$;

-- For each row, so that PostgreSQL puts it on every partition too.
create trigger event_unchanged before update or delete on event
    for each row execute function refuse_audit_change();
create trigger event_kept before truncate on event
    for each statement execute function refuse_audit_change();

-- An insert never fails for want of a month's partition.
create table event_default partition of event default;
create trigger event_kept before truncate on event_default
    for each statement execute function refuse_audit_change();

-- Months begin at midnight UTC. Attached rather than created in place: that waits for no reader and no writer.
create function make_event_month(month date) returns void language plpgsql as $$
declare
    partition text := 'event_' || to_char(month, 'YYYY_MM');
begin
    if to_regclass(partition) is not null then
        return;
    end if;
    execute format('create table %I (like event including defaults including constraints)', partition);
    execute format('create trigger event_kept before truncate on %I
        for each statement execute function refuse_audit_change()', partition);
    execute format('alter table event attach partition %I for values from (%L) to (%L)', partition,
        to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
        to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
end $$;

------------------------------------------------------------------------------------------------------- the chain

-- What is not sealed yet. Transactions commit in another order than their numbers; whatever commits late is here.
create table event_outbox (
    id bigint primary key,
    at timestamptz not null
);

create function queue_event_for_seal() returns trigger language plpgsql as $$
begin
    insert into event_outbox (id, at) select id, at from added;
    return null;
end $$;
create trigger event_added after insert on event
    referencing new table as added for each statement execute function queue_event_for_seal();

-- A seal covers some rows of one month. Its hash is keyed by the master key and covers the hash before it and all
-- columns here, marks among them: 16 bytes for each row, a keyed hash of that row. See event.Chain.
create table event_seal (
    seq       bigint primary key,
    month     date not null,
    ids       bigint[] not null,                          -- first, last, first, last, ... both included
    first_at  timestamptz not null,
    last_at   timestamptz not null,
    marks     bytea not null,
    sealed_at timestamptz not null,
    hash      bytea not null
);
alter table event_seal alter column marks set storage external;

-- Only the retention takes seals away, and says so; whoever owns the table can say so too, and the verifier finds it.
create function refuse_seal_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('portcullis.retention', true) = 'on' then
        return old;
    end if;
    raise exception 'seals of the audit log stay as they are: no % of %', lower(tg_op), tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create trigger event_seal_unchanged before update or delete on event_seal
    for each row execute function refuse_seal_change();
create trigger event_seal_kept before truncate on event_seal
    for each statement execute function refuse_audit_change();

-- How far the seals were sent on.
create table event_forward (
    receiver text primary key,
    seq      bigint not null
);

--------------------------------------------------------------------------------------------- what was there before

select make_event_month(month::date) from generate_series(
    date_trunc('month', least(now(), (select min(at) from event_v1)) at time zone 'UTC'),
    date_trunc('month', now() at time zone 'UTC') + interval '2 months',
    interval '1 month') as month;

insert into event (id, at, kind, account, repository, reference, digest, detail)
    select id, at, kind, account, repository, reference, digest, detail from event_v1;
select setval('event_id', coalesce(max(id), 0) + 1, false) from event_v1;
drop table event_v1;
