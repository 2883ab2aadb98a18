package dev.dalleserver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs all tests of a class twice: with servers of either backend. */
@ClassTemplate
@ExtendWith(OnBothBackends.Backends.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnBothBackends {
  /** The two runs of a class. */
  final class Backends implements ClassTemplateInvocationContextProvider {
    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
      return true;
    }

    @Override
    public Stream<Run> provideClassTemplateInvocationContexts(ExtensionContext context) {
      String given = System.getProperty(ChosenBackend.PROPERTY, "");
      return given.isEmpty()
          ? Stream.of(new Run("embedded"), new Run(ChosenBackend.CLUSTER))
          : Stream.of(new Run(given));
    }
  }

  /** One of them. */
  record Run(String backend)
      implements ClassTemplateInvocationContext,
          BeforeClassTemplateInvocationCallback,
          AfterClassTemplateInvocationCallback {
    @Override
    public String getDisplayName(int index) {
      return backend;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
      System.setProperty(ChosenBackend.PROPERTY, backend);
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
      System.clearProperty(ChosenBackend.PROPERTY);
    }
  }
}
