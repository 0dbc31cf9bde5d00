BEGIN TRANSACTION;
CREATE TABLE entries (
  key text primary key, post text not null, account text not null, platform text not null, occurrence text not null,
  part text not null, digest text not null, state text not null, attempt integer not null, at text not null,
  claimed_at text not null, sent_at text not null, updated_at text not null, asked_at text not null, run text not null,
  remote_id text not null, url text not null, reference text not null, reason text not null, retryable integer not null,
  native integer not null
, content text not null default '{}', updating text not null default '', likeness text not null default '{}', kind text not null default 'post', uploads text not null default '') without rowid;
INSERT INTO "entries" VALUES('post-0:tg:1:1','post-0','tg','telegram','1','1','sha256:aa','claimed',0,'2026-11-20T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-1:tg:1:1','post-1','tg','telegram','1','1','sha256:aa','sending',0,'2026-11-21T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-2:tg:1:1','post-2','tg','telegram','1','1','sha256:aa','published',0,'2026-11-22T07:00:00Z','','','','','6f1d2c3b4a59','17','https://t.me/teplo_coffee/17','{"chat": "\u0447\u0430\u0442", "message_id": 17}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-3:tg:1:1','post-3','tg','telegram','1','1','sha256:aa','scheduled',0,'2026-11-23T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-4:tg:1:1','post-4','tg','telegram','1','1','sha256:aa','failed',0,'2026-11-24T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-5:tg:1:1','post-5','tg','telegram','1','1','sha256:aa','unknown',0,'2026-11-25T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-6:tg:1:1','post-6','tg','telegram','1','1','sha256:aa','missed',0,'2026-11-26T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-7:tg:1:1','post-7','tg','telegram','1','1','sha256:aa','abandoned',0,'2026-11-27T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-8:tg:1:1','post-8','tg','telegram','1','1','sha256:aa','retracted',0,'2026-11-28T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
INSERT INTO "entries" VALUES('post-9:tg:1:1','post-9','tg','telegram','1','1','sha256:aa','renamed',0,'2026-11-29T07:00:00Z','','','','','6f1d2c3b4a59','','','{}','',0,0,'{}','','{}','post','');
CREATE TABLE notes (name text primary key, body text not null) without rowid;
INSERT INTO "notes" VALUES('other','слово');
CREATE INDEX entries_by_time on entries (state, at, key, digest);
CREATE INDEX entries_unfinished on entries (key)
  where updating != '' or uploads != '' or instr(reference, '"follow_up"');
COMMIT;
pragma user_version=7;
