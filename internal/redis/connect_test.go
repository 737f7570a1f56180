package redis_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

func options(addr string) redis.Options {
	return redis.Options{Name: "source", Address: addr, RetryFor: 2 * time.Second}
}

// TestLogin lets in who has the right password, in each reading of it.
func TestLogin(t *testing.T) {
	plain := redistest.Start(t, "--requirepass", "pa:ss")
	acl := redistest.Start(t)
	acl.Do("ACL", "SETUSER", "ann", "on", ">secret", "~*", "+@all")
	renamed := redistest.Start(t, "--rename-command", "AUTH", "")
	for _, c := range []struct {
		addr, user, password string
		words                string // of the error
	}{
		{plain.Addr, "", "pa:ss", ""},
		{plain.Addr, "default", "pa:ss", ""},
		{plain.Addr, "", "wrong", "WRONGPASS"},
		{plain.Addr, "", "", "NOAUTH"},
		{acl.Addr, "", "ann:secret", ""},
		{acl.Addr, "ann", "secret", ""},
		{acl.Addr, "", "ann:wrong", "WRONGPASS"},
		{acl.Addr, "", "", ""},
		{renamed.Addr, "", "hunter2", "does not know the command"},
	} {
		o := options(c.addr)
		o.User, o.Password, o.SplitPassword = c.user, resp.NewSecret(c.password), true
		_, err := redis.Connect(t.Context(), o)
		if c.words == "" && err != nil || c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words)) {
			t.Errorf("%+v: %v", c, err)
		}
		if err != nil && c.password != "" && strings.Contains(err.Error(), c.password) {
			t.Errorf("the password is told: %v", err)
		}
	}
}

// TestNobodyThere says so at once.
func TestNobodyThere(t *testing.T) {
	_, err := redis.Connect(t.Context(), options("127.0.0.1:1"))
	if err == nil || !strings.Contains(err.Error(), "source 127.0.0.1:1") {
		t.Error(err)
	}
}

// TestSecret is told by nothing that prints.
func TestSecret(t *testing.T) {
	o := options("localhost:1")
	o.Password = resp.NewSecret("hunter2")
	for _, text := range []string{fmt.Sprint(o), fmt.Sprintf("%+v", o), fmt.Sprintf("%#v", o), fmt.Sprintf("%+v", struct{ o redis.Options }{o}), o.Password.String()} {
		if strings.Contains(text, "hunter2") {
			t.Error(text)
		}
	}
}
