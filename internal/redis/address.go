package redis

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Kind is a kind of deployment. The numbers are those that redis-full-check
// 1.x gave them.
type Kind int

// The kinds. Auto asks the server.
const (
	Auto         Kind = -1
	Standalone   Kind = 0
	Cluster      Kind = 1
	AliyunProxy  Kind = 2
	TencentProxy Kind = 3
	Sentinel     Kind = 4
)

// Address is an address, taken apart.
type Address struct {
	Kind     Kind     // Auto where the address does not tell
	Nodes    []string // host:port, or the path of a Unix socket
	Role     Role     // which nodes of a cluster or of a sentinel's master are read
	Master   string   // a sentinel's name for the master
	TLS      bool
	User     string
	Password resp.Secret
	DB       int // the one database to look at, -1 for all
}

// port is that of a server unless one is given.
const port = "6379"

// Role is which nodes are read.
type Role int

// The roles. AnyRole means masters, unless only replicas were named.
const (
	AnyRole Role = iota
	Master
	Replica
)

// ParseAddress takes an address apart: host:port, a list of them between commas
// or semicolons, master@... or slave@... before either, or a URL. The port is
// 6379 unless one is given. The error shows nothing of the text, which may be a
// password in the wrong place.
func ParseAddress(text string) (Address, error) {
	p := Address{Kind: Auto, DB: -1}
	var err error
	if scheme, rest, ok := strings.Cut(text, "://"); ok {
		err = p.url(scheme, rest)
	} else {
		err = p.list(text)
	}
	if err != nil {
		return Address{}, err
	}
	return p, nil
}

// Mask hides the user and the password of an address that ParseAddress takes.
func Mask(text string) string {
	scheme, rest, url := strings.Cut(text, "://")
	at := strings.LastIndexByte(rest, '@')
	if !url || at < 0 {
		return text
	}
	return scheme + "://***" + rest[at:]
}

// list reads `a:1,b:2`, `a:1;b:2`, `master@a:1` and `slave@a:1`.
func (p *Address) list(text string) error {
	role, nodes, found := strings.Cut(text, "@")
	if !found {
		nodes = text
	} else if err := p.role(role); err != nil {
		return err
	}
	return p.nodes(strings.ReplaceAll(nodes, ";", ","), port)
}

// role reads the word before the @; the empty one means masters, too.
func (p *Address) role(word string) error {
	switch word {
	case "", "master":
		p.Role = Master
	case "slave", "replica":
		p.Role = Replica
	default:
		return errors.New("before the @ stands master or slave")
	}
	p.Kind = Cluster
	return nil
}

// nodes reads nodes between commas.
func (p *Address) nodes(list, port string) error {
	for text := range strings.SplitSeq(list, ",") {
		node, err := parseNode(text, port)
		if err != nil {
			return err
		}
		p.Nodes = append(p.Nodes, node)
	}
	if len(p.Nodes) > 1 && p.Kind == Auto {
		p.Kind = Cluster
	}
	return nil
}

// parseNode checks one host:port; port is the default.
func parseNode(text, port string) (string, error) {
	host, given, err := net.SplitHostPort(text)
	inner, closed := strings.CutSuffix(text, "]")
	inner, opened := strings.CutPrefix(inner, "[")
	if brackets := opened && closed; err != nil && (brackets || !strings.ContainsAny(text, ":[]")) {
		host, given, err = inner, port, nil
	}
	if err != nil || host == "" || strings.ContainsAny(host, " \t\r\n@/;,\"'\\=?&#[]") {
		return "", errors.New("it wants HOST:PORT, such as 10.0.0.1:6379 or [::1]:6379")
	}
	if n, err := strconv.Atoi(given); err != nil || n < 1 || n > 65535 {
		return "", errors.New("the port is not a number from 1 to 65535")
	}
	return net.JoinHostPort(host, given), nil
}

// url reads what follows the scheme: [user[:password]@]hosts[/path][?query].
func (p *Address) url(scheme, rest string) error {
	rest, query, _ := strings.Cut(rest, "?")
	if err := p.query(query); err != nil {
		return err
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		if err := p.login(rest[:i]); err != nil {
			return err
		}
		rest = rest[i+1:]
	}
	if scheme == "unix" {
		return p.socket(rest)
	}
	hosts, path, _ := strings.Cut(rest, "/")
	return p.scheme(scheme, hosts, path)
}

func (p *Address) scheme(scheme, hosts, path string) error {
	base, secure := strings.CutPrefix(scheme, "rediss")
	if !secure {
		base, _ = strings.CutPrefix(scheme, "redis")
	}
	p.TLS = secure
	switch base {
	case scheme:
	case "":
		return errors.Join(p.nodes(hosts, port), p.database(path))
	case "+cluster":
		p.Kind = Cluster
		return errors.Join(p.nodes(hosts, port), p.database(path))
	case "+sentinel":
		p.Kind, p.Master = Sentinel, path
		if path == "" {
			return errors.New("a sentinel's address ends with /NAME of the master")
		}
		return p.nodes(hosts, "26379")
	}
	return errors.New("the scheme is none of redis, rediss, unix, redis+cluster and redis+sentinel")
}

// login reads user and password, percent-decoded. A lone word is a password.
func (p *Address) login(text string) error {
	user, word, both := strings.Cut(text, ":")
	if !both {
		user, word = "", user
	}
	var errUser, errWord error
	p.User, errUser = url.PathUnescape(user)
	word, errWord = url.PathUnescape(word)
	p.Password = resp.NewSecret(word)
	if errUser != nil || errWord != nil {
		return errors.New("a % in the user or password is written %25")
	}
	return nil
}

func (p *Address) socket(path string) error {
	if !strings.HasPrefix(path, "/") {
		return errors.New("a socket's path is absolute: unix:///run/redis.sock")
	}
	p.Nodes = []string{path}
	return nil
}

func (p *Address) database(path string) error {
	if path == "" {
		return nil
	}
	n, err := strconv.Atoi(path)
	if err != nil || n < 0 {
		return errors.New("after the host stands the number of a database")
	}
	p.DB = n
	return nil
}

// query reads ?role=master and ?role=replica.
func (p *Address) query(text string) error {
	if text == "" {
		return nil
	}
	kind := p.Kind
	role, found := strings.CutPrefix(text, "role=")
	if !found || role == "" || p.role(role) != nil {
		return errors.New("after the ? stands role=master or role=replica")
	}
	p.Kind = kind
	return nil
}
