// The shop's server: as small as it can be, with two old modules linked in.
package main

import (
	"fmt"

	"github.com/dgrijalva/jwt-go"
	"golang.org/x/text/language"
)

func main() {
	fmt.Println(language.Make("en"), jwt.SigningMethodHS256.Alg())
}
