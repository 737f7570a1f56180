// Package sqlite keeps what a run finds in SQLite files, one a round.
//
// With the base name result.db and three rounds the files are result.db.1,
// result.db.2 and result.db.3; the last one holds the result.
//
// # The tables people know
//
// Each file has the three tables of redis-full-check 1.x, column for column:
//
//	key(id, key, type, conflict_type, db, source_len, target_len)
//	field(id, field, conflict_type, key_id)
//	FINAL_RESULT(InstanceA, InstanceB, Key, Schema, InconsistentType, Extra)
//
// In file i but the last the first two are named key_i and field_i.
// FINAL_RESULT is filled in the last file only: a row for each field that
// differs, or one row with an empty Extra for a key without such fields.
//
// # The tables beside them
//
//	flag(id, name, value)                  the flags of the run, but for secrets
//	run(name, value)                       facts about the run, one a row
//	side, keyspace, round, compared        what the run met and did, in the last
//	                                       file only
//	unverified(id, key, type, db, reason)  keys that could not be read
//	detail(key_id, more_fields, ...)       what the columns above cannot say of
//	                                       both sides, for the keys that need it
//	server_state(id, kind, name, difference)  what differs besides keys
//	not_compared(id, what, side, why, times)  what was left out, in the last
//	                                       file only
//
// Names and values are stored as TEXT. What TEXT would not give back byte for
// byte, which is a NUL or bytes that are not UTF-8, is stored as a BLOB.
//
// A key stands in a file once, however often a round met it; a key that was
// found to differ and could also not be read stands among the conflicts.
//
// # Before the end
//
// A run writes under temporary names, result.db.1.tmp and so on, and renames
// them all in Finish. Until then the files of the run before are as they were;
// if no round ever began they stay. While it lasts, result.db.lock keeps a
// second run from writing under the same name. What a killed run leaves behind
// is overwritten by the next.
//
// # A run that broke
//
// The last file is what people open, so it always exists and always tells the
// best that is known; run.state says 'partial' and run.reason why. Files of
// rounds that never began are empty but for it. It holds:
//
//   - broken in round 1: what round 1 found so far. The rest of the keys is
//     unknown.
//   - broken between two rounds: what the finished round found.
//   - broken in round 1 after Take: what round 1 found so far, and then the
//     taken keys that it had not found again.
//   - broken in round k: what round k found so far, and then the findings of
//     round k-1 that it had not found again. Some of these may be equal by
//     now, but none that is known to differ is missing: a list that grew
//     shorter only because the run was stopped would look like good news.
//
// run.found_in is the newest round of the findings. If run.found_before is not 0,
// those after the key.id run.found_until are of that round.
package sqlite
