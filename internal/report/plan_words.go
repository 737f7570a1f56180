package report

import (
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// sentences are the findings in words: those that block, and the others.
func sentences(p plan.Plan) (blocks, notes []string) {
	for _, f := range p.Findings {
		if f.Blocks {
			blocks = append(blocks, Sentence(f))
			continue
		}
		notes = append(notes, Sentence(f))
	}
	return blocks, notes
}

// Sentence says what a finding is and what to do about it.
func Sentence(f plan.Finding) string {
	for _, words := range []func(plan.Finding) string{relationWords, countWords, memoryWords, accessWords, sampleWords} {
		if s := words(f); s != "" {
			return s
		}
	}
	return string(f.Code) + ": " + f.Detail
}

func relationWords(f plan.Finding) string {
	switch f.Code {
	case plan.SameServer:
		return "Source and target are the same server, which proves nothing: give the other one by -s or -t."
	case plan.Swapped:
		return "The source replicates from the target: are -s and -t exchanged?"
	case plan.LinkDown:
		return fmt.Sprintf("The %s %s has lost its master: its data may be old. Restore the link, or read the master.", f.Side, f.Node)
	case plan.Behind:
		return fmt.Sprintf("The %s %s is %s behind its master: differences may heal by later rounds.",
			f.Side, f.Node, text.Count(f.Count, "byte"))
	case plan.SeveralVersions:
		return fmt.Sprintf("The nodes of the %s are of several versions: %s.", f.Side, f.Detail)
	}
	return ""
}

func countWords(f plan.Finding) string {
	switch f.Code {
	case plan.NothingToDo:
		if f.Count > 0 {
			return fmt.Sprintf("The source has no key to compare, the target has %s: are -s and -t exchanged?", text.Count(f.Count, "key"))
		}
		return "The source has no key to compare; --allow-empty if that is as it should be."
	case plan.NotCounted:
		return fmt.Sprintf("The %s does not tell how many keys it holds: how long a check takes is not known.", f.Side)
	case plan.MoreOnTarget:
		return fmt.Sprintf("The target has %s more than the source: are -s and -t exchanged? Keys that only the target has "+
			"are found by a check with -s and -t exchanged.", text.Count(f.Count, "key"))
	case plan.OneSided:
		return fmt.Sprintf("Database %d holds %s on the %s alone.", *f.DB, text.Count(f.Count, "key"), f.Side)
	case plan.KeysDiffer:
		return fmt.Sprintf("The counts differ most in database %d of the target: it has %s than the source. Keys that have expired "+
			"are counted until they are deleted.", *f.DB, fewerOrMore(f.Count))
	}
	return ""
}

func fewerOrMore(missing int64) string {
	if missing < 0 {
		return text.Number(-missing) + " more"
	}
	return text.Number(missing) + " fewer"
}

func memoryWords(f plan.Finding) string {
	switch {
	case f.Code == plan.Evicts && f.Count > 0:
		return fmt.Sprintf("The %s has evicted %s so far (%s): keys that it evicts are missing or vanish during a check.",
			f.Side, text.Count(f.Count, "key"), f.Detail)
	case f.Code == plan.Evicts:
		return fmt.Sprintf("The %s evicts keys when its memory is full (%s).", f.Side, f.Detail)
	case f.Code == plan.Touches:
		return fmt.Sprintf("The %s evicts by use (%s), and a check that reads values makes all keys look used. "+
			"Read a replica of it, which evicts nothing, or allow CLIENT NO-TOUCH (Redis 7.2).", f.Side, f.Detail)
	}
	return ""
}

func accessWords(f plan.Finding) string {
	switch {
	case f.Code == plan.MissingRights && f.Blocks:
		return fmt.Sprintf("The user of the %s lacks rights: %s. Keys would be unverified, or the check fail.", f.Side, f.Detail)
	case f.Code == plan.MissingRights:
		return fmt.Sprintf("The user of the %s lacks rights: %s. A check is slower, or leaves something out that it names.", f.Side, f.Detail)
	case f.Code == plan.MissingKeys && f.Blocks:
		return fmt.Sprintf("The user of the %s may not read all keys: the others would be unverified. "+
			"Allow them, or choose keys by --include.", f.Side)
	case f.Code == plan.MissingKeys:
		return fmt.Sprintf("The user of the %s may not read all keys. Those that the filters choose have to be among them.", f.Side)
	case f.Code == plan.HiddenExpiry:
		return fmt.Sprintf("The %s does not tell when fields of hashes expire: such hashes would be unverified "+
			"(--ttl-tolerance off leaves expiry out). It says: %s", f.Side, f.Detail)
	}
	return ""
}

func sampleWords(f plan.Finding) string {
	switch f.Code {
	case plan.WouldFail:
		return "A check would end at once: " + f.Detail
	case plan.Unreadable:
		return fmt.Sprintf("Of the sample %s could not be read.", text.Count(f.Count, "key"))
	case plan.SampleDiffers:
		return fmt.Sprintf("Of the sample %s differed or lacked on the target at the first look. That proves nothing yet.",
			text.Count(f.Count, "key"))
	}
	return ""
}

// limitLines say what is not compared.
func limitLines(limits []plan.Limit) []string {
	words := map[plan.What]string{
		plan.Streams:       "streams: the %s has none (Redis 5.0)",
		plan.VectorSets:    "vector sets: the %s has none (Redis 8.0)",
		plan.FieldExpiry:   "expiry of fields of hashes: the %s has none (Redis 7.4, Valkey 9.0)",
		plan.Functions:     "functions: the %s has none (Redis 7.0)",
		plan.Users:         "users: the %s has none (Redis 6.0)",
		plan.UserRules:     "the rules of users that differ: the two versions write them in different ways",
		plan.ExactExpiry:   "expiry to the millisecond: the %s tells only what is left of it (PTTL), so the network adds to the difference",
		plan.MemberExpiry:  "expiry of members of sets, hashes and sorted sets: the %s tells it one at a time (KeyDB)",
		plan.MoreDatabases: "databases besides 0: neither INFO nor SELECT of the %s reaches them",
		plan.SortedDigests: "sorted sets by digest: the two versions print scores in different ways, so they are read",
	}
	var out []string
	for _, l := range limits {
		sentence := words[l.What]
		if l.Side != "both" {
			sentence = fmt.Sprintf(sentence, l.Side)
		}
		out = append(out, sentence)
	}
	return out
}
