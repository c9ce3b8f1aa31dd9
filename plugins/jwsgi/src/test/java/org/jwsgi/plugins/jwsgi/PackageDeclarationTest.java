package org.jwsgi.plugins.jwsgi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackageDeclarationTest {
    @Test
    void finds_the_package_behind_comments() {
        assertThat(PackageDeclaration.of("/* package no; */\n// package no;\n package  a.b ;\nclass C {}"))
                .isEqualTo("a.b");
    }

    @Test
    void no_declaration_is_the_unnamed_package() {
        assertThat(PackageDeclaration.of("import java.util.*;\nclass C { String s = \"package x;\"; }"))
                .isEmpty();
        assertThat(PackageDeclaration.of("packaged = 1;")).isEmpty();
        assertThat(PackageDeclaration.of("package")).isEmpty();
        assertThat(PackageDeclaration.of("/* never closed")).isEmpty();
        assertThat(PackageDeclaration.of("")).isEmpty();
    }
}
