-- What synchronizing with directories needs.

-- The source whose synchronization deactivated the account; null where somebody here did. Only that source's
-- synchronization activates it again.
alter table account add column deactivated_by bigint references identity_source on delete set null;

-- Whoever else switches an account on or off takes the matter out of the source's hands, without knowing of this column.
create function forget_who_deactivated() returns trigger language plpgsql as $$
begin
    if new.deactivated_by is not distinct from old.deactivated_by then
        new.deactivated_by := null;
    end if;
    return new;
end $$;
create trigger account_deactivated_by before update of active on account
    for each row execute function forget_who_deactivated();

-- A run of a synchronization. There is at most one running for a source, over all nodes; each transaction of a run
-- moves beat_at in this row first, so a run that was taken for dead can change nothing more.
create table directory_sync (
    id         bigint generated always as identity primary key,
    source_id  bigint not null references identity_source on delete cascade,
    state      text not null default 'running' check (state in ('running', 'done', 'stopped', 'cancelled', 'failed')),
    started_by text not null,
    started_at timestamptz not null default now(),
    ended_at   timestamptz,
    beat_at    timestamptz not null default now(),
    step       text not null default '',
    done       integer not null default 0,
    total      integer not null default 0,
    cancel     boolean not null default false,
    counts     jsonb not null default '{}'
);
create unique index directory_sync_running on directory_sync (source_id) where state = 'running';
create index directory_sync_source on directory_sync (source_id, id);

create table directory_sync_line (
    sync_id bigint not null references directory_sync on delete cascade,
    line    integer not null,
    at      timestamptz not null default now(),
    message text not null,
    primary key (sync_id, line)
);
