"""The static manual of the modules' functions: the same functions as a running node has."""
import html.parser
import json
import re
import subprocess

from support import NODE, NodeTest, main


def described(what):
    return subprocess.run([NODE, "--describe", what], capture_output=True, text=True, check=True, timeout=30).stdout


class Page(html.parser.HTMLParser):
    """What a reader sees: the text of each code element; what it would load; elements that are not closed."""
    EMPTY = {"meta", "input", "br"}

    def __init__(self, text):
        super().__init__()
        self.codes, self.loads, self.open, self.in_code = [], [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.loads += [value for name, value in attrs if name in ("src", "href", "action")]
        if tag == "code":
            self.codes.append("")
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "code":
            self.codes[-1] += data


class Manual(NodeTest):
    def running(self):
        """{module: {function: [(argument, may be left out)]}} as the running node says."""
        modules = json.loads(self.node().ask("help >json"))["exec"]
        return {name: {v["name"]: [(a["name"], a["optional"]) for a in v["in"]] for v in m["verbs"]}
                for name, m in modules.items()}

    def manual(self):
        """The same out of the signatures."""
        found = {}
        for module, functions in json.loads(described("sfuncman")).items():
            found[module] = {}
            for signature in functions:
                name, arguments = re.fullmatch(r"(\w+)\((.*)\)", signature).groups()
                found[module][name] = [(a.split("=")[0], "=" in a) for a in arguments.split(", ") if a]
        return found

    def test_it_has_what_a_node_has(self):
        running, manual = self.running(), self.manual()
        self.assertEqual(list(manual), list(running), "the modules, in their order")
        self.assertEqual(manual, running)
        self.assertIn("rgb(r=None, g=None, b=None)", json.loads(described("sfuncman"))["light"])

    def test_defaults_are_python(self):
        for functions in json.loads(described("sfuncman")).values():
            for signature in functions:
                name, arguments = re.fullmatch(r"(\w+)\((.*)\)", signature).groups()
                compile(f"def {name}({arguments}): pass", signature, "exec")

    def test_the_page_needs_nothing_and_has_every_function(self):
        text = described("sfuncman-html")
        page = Page(text)
        self.assertEqual(page.open, [])
        self.assertEqual(page.loads, [])
        self.assertNotIn("http", text)
        self.assertIn('type="search"', text)
        signatures = [f"{module} {f}" for module, functions in json.loads(described("sfuncman")).items() for f in functions]
        self.assertEqual([c for c in page.codes if " " in c], signatures)
        self.assertEqual(re.findall(r'<section id="(\w+)"', text), list(json.loads(described("sfuncman"))))


if __name__ == "__main__":
    main()
