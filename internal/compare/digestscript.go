package compare

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"slices"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// scriptWay has servers run a script (Redis 2.6). Where there is EVAL_RO (7.0) it
// is used, since users who may only read may be allowed it.
func scriptWay() digestWay {
	var calls []redis.Call
	for _, names := range scriptNames() {
		calls = append(calls,
			redis.Call{Name: names.text, Words: []string{names.text, digestScript, "1", "KEY", "string", "1", "1"}},
			redis.Call{Name: names.sum, Words: []string{names.sum, digestScriptSum(), "1", "KEY", "string", "1", "1"}})
	}
	return digestWay{"a script", append(calls, scriptReads()...), canScript, newScriptDigester}
}

// scriptReads are calls of the commands in the script.
func scriptReads() []redis.Call {
	return []redis.Call{
		{Name: "GET", Words: []string{"GET", "KEY"}},
		{Name: "LRANGE", Words: []string{"LRANGE", "KEY", "0", "-1"}},
		{Name: "HGETALL", Words: []string{"HGETALL", "KEY"}},
		{Name: "SMEMBERS", Words: []string{"SMEMBERS", "KEY"}},
		{Name: "ZRANGE", Words: []string{"ZRANGE", "KEY", "0", "-1", "WITHSCORES"}},
		memoryUsage(),
	}
}

// evalNames are commands that run a script given by its text and by its SHA-1.
type evalNames struct{ text, sum string }

func scriptNames() []evalNames {
	return []evalNames{{"EVAL_RO", "EVALSHA_RO"}, {"EVAL", "EVALSHA"}}
}

// namesFor returns the first commands that a side allows.
func namesFor(d *redis.Deployment) (names evalNames, found bool) {
	for _, n := range scriptNames() {
		if d.Has(n.text) && d.Has(n.sum) {
			return n, true
		}
	}
	return evalNames{}, false
}

func canScript(d *redis.Deployment) bool {
	_, found := namesFor(d)
	refused := slices.ContainsFunc(scriptReads(), func(c redis.Call) bool { return !d.Has(c.Name) })
	return found && !refused
}

// What one call is asked for: it holds its server up for some 2 ms, if
// values are like those that were read.
const (
	scriptKeys = 64
	scriptWork = 512 << 10
)

// digestSize is how many of the 40 characters of a SHA-1 are sent: 80 bits, by
// which two values that differ are the same once in 10^24 times.
const digestSize = 20

// digestScript returns the digests of its keys, one behind the other, with
// dashes for a key whose length is not that of a value of type ARGV[1] from 1 to
// ARGV[2], for a collection of more than ARGV[3] bytes, and where one call would do
// too much. Elements go into a digest with
// their lengths before them, so that no two values look alike, and in the order of
// the server's locale: where two have different ones, values are read.
const digestScript = `local kind, most, out = ARGV[1], tonumber(ARGV[2]), {}
local left = 4 * most
local measure = {string = 'STRLEN', list = 'LLEN', hash = 'HLEN', set = 'SCARD', zset = 'ZCARD'}
local read = {list = {'LRANGE', 0, -1}, hash = {'HGETALL'}, set = {'SMEMBERS'}, zset = {'ZRANGE', 0, -1, 'WITHSCORES'}}
local width = kind == 'hash' and 2 or 1
local function small(key)
  return kind == 'string' or redis.call('MEMORY', 'USAGE', key) <= tonumber(ARGV[3])
end
local function contents(key)
  if kind == 'string' then return redis.call('GET', key) end
  local all, parts = redis.call(read[kind][1], key, unpack(read[kind], 2)), {}
  for i = 1, #all, width do
    local part = #all[i] .. ':' .. all[i]
    if width == 2 then part = part .. #all[i + 1] .. ':' .. all[i + 1] end
    parts[#parts + 1] = part
  end
  if kind == 'hash' or kind == 'set' then table.sort(parts) end
  return table.concat(parts)
end
for i, key in ipairs(KEYS) do
  local n = redis.pcall(measure[kind], key)
  if type(n) == 'number' and n > 0 and n <= most and n <= left and small(key) then
    left = left - n
    out[i] = redis.sha1hex(contents(key)):sub(1, 20)
  else
    out[i] = '--------------------'
  end
end
return table.concat(out)
`

// digestScriptSum is the SHA-1 by which servers know the script.
func digestScriptSum() string {
	sum := sha1.Sum([]byte(digestScript))
	return hex.EncodeToString(sum[:])
}

// scriptDigester is the way by the script.
type scriptDigester struct {
	names  [2]evalNames
	most   int // keys of a call
	sum    string
	untold bool // a server may not know the script yet: it is sent as text
}

// newScriptDigester asks for many keys by one call, but for each alone where
// several servers share the keys: while a slot moves a server has only some.
func newScriptDigester(source, target *redis.Deployment) digester {
	d := &scriptDigester{most: scriptKeys, sum: digestScriptSum(), untold: true}
	for i, side := range []*redis.Deployment{source, target} {
		d.names[i], _ = namesFor(side)
		if side.SharesKeys() || !side.Server().Divisible() {
			d.most = 1
		}
	}
	return d
}

// eligible lets all pass: the script measures values itself.
func (*scriptDigester) eligible(_ context.Context, _ *redis.Pair, keys []*candidate) ([]*candidate, error) {
	return keys, nil
}

// ask queues calls for keys of one type and one place each.
func (d *scriptDigester) ask(p *redis.Pair, keys []*candidate) (answers func() []bool) {
	calls := d.calls(p, keys)
	for i := range calls {
		d.call(p, &calls[i])
	}
	return func() []bool {
		d.untold = false
		same := make([]bool, 0, len(keys))
		for _, g := range calls {
			same = append(same, d.read(p, g)...)
		}
		return same
	}
}

// calls divides keys, in a new order, into those that one call is about.
func (d *scriptDigester) calls(p *redis.Pair, keys []*candidate) (calls []group) {
	for rest := keys; len(rest) > 0; {
		var alike []*candidate
		typ := rest[0].typ
		alike, rest = divide(rest, func(c *candidate) bool { return c.typ == typ })
		for _, g := range groupKeys(p, alike) {
			for _, part := range portions(g.keys, d.most, scriptWork) {
				calls = append(calls, group{keys: part})
			}
		}
	}
	return calls
}

func (d *scriptDigester) call(p *redis.Pair, g *group) {
	typ := g.keys[0].typ
	args := []string{typ.Name(), strconv.FormatInt(mostOf(typ), 10), strconv.Itoa(maxDigest)}
	for i, side := range p.Sides() {
		name, script := d.names[i].sum, d.sum
		if d.untold {
			name, script = d.names[i].text, digestScript
		}
		g.at[i] = side.AddScript(name, script, g.names(i), args)
	}
}

// read compares the replies to a call. A server that was restarted, or is another
// one by now, knows no scripts: it is told the next time.
func (d *scriptDigester) read(p *redis.Pair, g group) []bool {
	var texts [2][]byte
	for i, reply := range p.Replies(g.at) {
		d.untold = d.untold || reply.IsError("NOSCRIPT")
		texts[i], _ = reply.Text() // an error proves nothing
	}
	return sameDigests(texts[0], texts[1], len(g.keys))
}

// sameDigests compares n digests, one behind the other on either side.
func sameDigests(a, b []byte, n int) []bool {
	out := make([]bool, n)
	if len(a) != n*digestSize || len(b) != n*digestSize {
		return out
	}
	for i := range out {
		x, y := a[i*digestSize:][:digestSize], b[i*digestSize:][:digestSize]
		out[i] = x[0] != '-' && string(x) == string(y)
	}
	return out
}
