package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

// Auth hands out bearer tokens, one for each scope, renewed well before they end. A nil Auth is no sign-in.
type Auth struct {
	addr    string
	basic   string
	realm   string // path of the token endpoint, and the service, as the server's challenge names them
	service string
	mu      sync.Mutex
	tokens  map[string]token
}

// ErrSignIn is a token that was not given.
var ErrSignIn = errors.New("sign-in failed")

type token struct {
	value string
	until time.Time
}

// NewAuth reads the password from a file, so that it never stands in an argument list.
func NewAuth(addr, user, passwordFile string) (*Auth, error) {
	if user == "" {
		return nil, nil
	}
	p, err := os.ReadFile(passwordFile)
	if err != nil {
		return nil, err
	}
	word := strings.TrimRight(string(p), "\r\n")
	return &Auth{
		addr:   addr,
		basic:  base64.StdEncoding.EncodeToString([]byte(user + ":" + word)),
		tokens: map[string]token{},
	}, nil
}

// BasicHeader is the header line for a request that signs in by itself.
func (a *Auth) BasicHeader() string {
	if a == nil {
		return ""
	}
	return "Authorization: Basic " + a.basic + "\r\n"
}

// TokenPath is the path that answers with a token for this scope.
func (a *Auth) TokenPath(scope string) string {
	return a.realm + "?service=" + url.QueryEscape(a.service) + "&scope=" + url.QueryEscape(scope)
}

// Bearer is a token for this scope.
func (a *Auth) Bearer(scope string) (string, error) {
	if a == nil {
		return "", nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if t, ok := a.tokens[scope]; ok && time.Now().Before(t.until) {
		return t.value, nil
	}
	c := Conn{Addr: a.addr, Timeout: 20 * time.Second}
	defer c.Close()
	if err := a.challenge(&c); err != nil {
		return "", err
	}
	var body bytes.Buffer
	p, err := c.Do(&Request{Method: "GET", Path: a.TokenPath(scope), Header: a.BasicHeader(), Sink: &body})
	if err != nil {
		return "", err
	}
	if p.Status != 200 {
		return "", fmt.Errorf("token for %s: %w: status %d: %.200s", scope, ErrSignIn, p.Status, body.String())
	}
	value, seconds, err := ParseToken(body.Bytes())
	if err != nil {
		return "", err
	}
	a.tokens[scope] = token{value, time.Now().Add(time.Duration(seconds) * time.Second * 6 / 10)}
	return value, nil
}

// challenge asks the server once where tokens are to be had.
func (a *Auth) challenge(c *Conn) error {
	if a.realm != "" {
		return nil
	}
	p, err := c.Do(&Request{Method: "GET", Path: "/v2/"})
	if err != nil {
		return err
	}
	realm, service := parameter(p.Challenge, "realm"), parameter(p.Challenge, "service")
	if p.Status != 401 || realm == "" {
		return fmt.Errorf("%w: GET /v2/ answers %d with the challenge %q", ErrSignIn, p.Status, p.Challenge)
	}
	a.realm, a.service = PathOf(realm), service
	return nil
}

func parameter(challenge, name string) string {
	_, rest, _ := strings.Cut(challenge, name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// Forget drops the tokens, for a server that was started anew.
func (a *Auth) Forget() {
	if a != nil {
		a.mu.Lock()
		a.tokens = map[string]token{}
		a.mu.Unlock()
	}
}

// ParseToken reads a token answer and refuses one that carries no token.
func ParseToken(body []byte) (string, int, error) {
	var t struct {
		Token       string `json:"token"`
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if err := json.Unmarshal(body, &t); err != nil {
		return "", 0, err
	}
	if t.Token == "" {
		t.Token = t.AccessToken
	}
	if t.Token == "" {
		return "", 0, fmt.Errorf("token answer without a token")
	}
	if t.ExpiresIn == 0 {
		t.ExpiresIn = 60
	}
	return t.Token, t.ExpiresIn, nil
}

// Scope is the scope of one repository.
func Scope(repo, actions string) string { return "repository:" + repo + ":" + actions }
