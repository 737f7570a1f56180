package check

import "github.com/redis-full-check/redis-full-check/internal/compare"

// What the comparison of a batch and the rounds have in common.
type (
	Mode            = compare.Mode
	Conflict        = compare.Conflict
	Facts           = compare.Facts
	Expiry          = compare.Expiry
	ExpiryForm      = compare.ExpiryForm
	Unverified      = compare.Unverified
	Part            = compare.Part
	Findings        = compare.Findings
	StateDifference = compare.StateDifference
	NotCompared     = compare.NotCompared
	Cell            = compare.Cell
	Batch           = compare.Batch
	Pass            = compare.Pass
	Expires         = compare.Expires
	State           = compare.State
	Evidence        = compare.Evidence
	How             = compare.How
	Doubt           = compare.Doubt
)

// Their values.
const (
	FullValue     = compare.FullValue
	Length        = compare.Length
	Exists        = compare.Exists
	Outline       = compare.Outline
	ExpiryUnknown = compare.ExpiryUnknown
	ExpiresAt     = compare.ExpiresAt
	ExpiresIn     = compare.ExpiresIn
	NeverExpires  = compare.NeverExpires
	Equal         = compare.Equal
	AsUsual       = compare.AsUsual
	ExpiryOnly    = compare.ExpiryOnly
	OnceMore      = compare.OnceMore
	Unjudged      = compare.Unjudged
	Confirmed     = compare.Confirmed
	Stuck         = compare.Stuck
	Seen          = compare.Seen
	ByReads       = compare.ByReads
	ByComparison  = compare.ByComparison
	Unread        = compare.Unread
	Unsettled     = compare.Unsettled
	TargetOnly    = compare.TargetOnly
)
